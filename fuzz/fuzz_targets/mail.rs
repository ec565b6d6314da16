//! Whatever the parts of a mail, reading it ends, and its text is not blank.
#![no_main]

use arbitrary::Arbitrary;
use libfuzzer_sys::fuzz_target;
use pullquote::extract::mail::{Flow, Headers, TextForm, TextPart, extract};

#[derive(Arbitrary, Debug)]
struct Mail {
    subject: String,
    from: String,
    list_id: Option<String>,
    date: String,
    plain: String,
    flow: u8,
    html: Option<String>,
}

fuzz_target!(|mail: Mail| {
    let flow = [Flow::Fixed, Flow::Flowed, Flow::FlowedWithoutSpace][usize::from(mail.flow % 3)];
    let headers = Headers {
        subject: Some(mail.subject),
        from: Some(mail.from),
        list_id: mail.list_id,
        date: Some(mail.date),
        ..Headers::default()
    };
    let forms = [Some(TextForm::Plain(mail.plain, flow)), mail.html.map(TextForm::Html)].into_iter().flatten().collect();
    let (draft, _) = extract(&headers, &[TextPart { forms }]);
    assert!(draft.body.is_empty() || !draft.body.trim().is_empty());
});
