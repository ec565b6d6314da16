//! Mails as programs, lists, services and gateways write them: what is signed is read, what is encrypted or in the form of one program is said,
//! and mails in one file are parted whatever wrote it.

use crate::cases_post::{check_made, shown};
use crate::harness::outlook::{attached, attached_mail, file, mail};

const HEAD: &str =
    "From: Ana Ruiz <ana.ruiz@tarn.example>\nSubject: Rain\nDate: Mon, 25 Mar 2024 10:00:00 +0100\nMIME-Version: 1.0\n";
const RAIN: &str = "- | Rain | Ana Ruiz | - | - | 2024-03-25T10:00:00+01:00 | - | It rained.";

/// Checks the text of a mail with these headers and this content, and the problems.
#[track_caller]
fn check(rest: impl AsRef<[u8]>, text: &str, problems: &[&str]) {
    let expected = RAIN.replace("It rained.", text);
    check_made("a.eml", &[HEAD.as_bytes(), rest.as_ref()].concat(), &[&expected], problems);
}

/// Checks that a mail is no article.
#[track_caller]
fn check_none(rest: &str, problem: &str) {
    check_made("a.eml", format!("{HEAD}{rest}").as_bytes(), &[], &[problem]);
}

/// The lines of base64 of these bytes.
fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let group = |group: &[u8]| {
        let bits = group.iter().chain([0, 0].iter()).take(3).fold(0_u32, |bits, byte| bits << 8 | u32::from(*byte));
        (0..4)
            .map(|at| if at <= group.len() { char::from(LETTERS[(bits >> (18 - 6 * at) & 63) as usize]) } else { '=' })
            .collect::<String>()
    };
    bytes.chunks(48).map(|line| line.chunks(3).map(group).collect::<String>() + "\n").collect()
}

fn der(tag: u8, content: &[u8]) -> Vec<u8> {
    [&[tag, 0x82], (content.len() as u16).to_be_bytes().as_slice(), content].concat()
}

/// What S/MIME makes of a mail that it signs as a whole.
fn signed(mail: &[u8]) -> Vec<u8> {
    let content = der(0x30, &[der(6, b"\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01"), der(0xa0, &der(4, mail))].concat());
    let data = der(0x30, &[der(2, &[1]), der(0x31, &[]), content, der(0x31, &[])].concat());
    der(0x30, &[der(6, b"\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02"), der(0xa0, &data)].concat())
}

fn encrypted() -> Vec<u8> {
    der(0x30, &[der(6, b"\x2a\x86\x48\x86\xf7\x0d\x01\x07\x03"), der(0xa0, b"x")].concat())
}

#[test]
fn signed_mails_are_read() {
    check(
        "Content-Type: multipart/signed; protocol=\"application/pkcs7-signature\"; boundary=s\n\nSigned.\n--s\nContent-Type: text/plain\n\n\
         It rained.\n--s\nContent-Type: application/pkcs7-signature; name=smime.p7s\n\nMIIB\n--s--\n",
        "It rained.",
        &[],
    );
    let wrapped = base64(&signed(b"Content-Type: text/plain\r\n\r\nIt rained."));
    for kind in [
        "application/pkcs7-mime; smime-type=signed-data; name=smime.p7m",
        "application/x-pkcs7-mime; name=\"smime.p7m\"",
        "application/octet-stream; name=smime.p7m",
    ] {
        check(format!("Content-Type: {kind}\nContent-Transfer-Encoding: base64\n\n{wrapped}"), "It rained.", &[]);
    }
    check(
        "\n-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA512\n\nIt rained.\n\n- -- \nAna\n-----BEGIN PGP SIGNATURE-----\n\niQEz\n=ab\n\
         -----END PGP SIGNATURE-----\n",
        "It rained.",
        &[],
    );
}

#[test]
fn encrypted_mails_are_said() {
    let none = "empty: the mail is encrypted";
    let wrapped = base64(&encrypted());
    let smime = format!(
        "Content-Type: application/pkcs7-mime; smime-type=enveloped-data\nContent-Transfer-Encoding: base64\n\n{wrapped}"
    );
    check_none(&smime, none);
    check_none(
        &format!("Content-Type: application/octet-stream; name=smime.p7m\nContent-Transfer-Encoding: base64\n\n{wrapped}"),
        none,
    );
    check_none("Content-Type: multipart/encrypted; boundary=b\n\n--b\n\nVersion: 1\n--b\n\nx\n--b--", none);
    let block = "-----BEGIN PGP MESSAGE-----\nVersion: GnuPG v2\n\nhQEMA5xQ\n=ab\n-----END PGP MESSAGE-----\n";
    check_none(&format!("\n{block}"), none);
    check_none(&format!("Content-Type: text/html\n\n<p>{}</p>", block.replace('\n', "<br>\n")), none);
    // A part of it can be read.
    let part = "empty: a part of the mail is encrypted; it is not read";
    check(format!("\nIt rained.\n\n{block}"), "It rained.", &[part]);
    check(format!("Content-Type: multipart/mixed; boundary=b\n\n--b\n{smime}\n--b\n\nIt rained.\n--b--"), "It rained.", &[part]);
    let damaged = "syntax: what S/MIME wrapped is damaged or holds no text; it is not read";
    check("Content-Type: application/pkcs7-mime; smime-type=signed-data\n\nx\n", "", &[damaged]);
}

#[test]
fn mails_in_the_form_of_outlook_alone_are_said() {
    let tnef = base64(b"\x78\x9f\x3e\x22\x01\x00\x01\x01\x01");
    let problem =
        |name: &str| format!("not-text: `{name}` holds text and files in a form of Outlook alone (TNEF), and is not read");
    for (kind, name) in [("application/ms-tnef", "winmail.dat"), ("application/octet-stream", "ATT1.dat")] {
        let part = format!("Content-Type: {kind}; name={name}\nContent-Transfer-Encoding: base64\n\n{tnef}");
        check(&part, "", &[&problem(name)]);
        check(
            format!("Content-Type: multipart/mixed; boundary=b\n\n--b\n\nIt rained.\n--b\n{part}\n--b--"),
            "It rained.",
            &[&problem(name)],
        );
    }
}

#[test]
fn what_is_stated_of_a_text_and_is_not_so() {
    let stated = |kind: &str, encoding: &str| {
        format!("Content-Type: text/plain; charset={kind}\nContent-Transfer-Encoding: {encoding}\n\n")
    };
    check(
        stated("utf-8", "base64") + "It rained all day, and nobody was glad.\n",
        "It rained all day, and nobody was glad.",
        &[],
    );
    check(stated("utf-8", "base64") + "SXQgcmFpbmVkLg==\n____________\nTarn list\n", "It rained.", &[]);
    check(
        stated("utf-8", "quoted-printable") + "It rai=\nned in the caf=C3=\n=A9, 2=2B2=4 = x.=20\n",
        "It rained in the café, 2+2=4 = x.",
        &[],
    );
    check(stated("utf-7", "7bit") + "Caf+AOk- in the rain\n", "Café in the rain", &[]);
    for charset in ["us-ascii", "iso-8859-1", "x-unknown"] {
        check(stated(charset, "8bit") + "Café “Rain” is open.\n", "Café “Rain” is open.", &[]);
    }
    check(
        [stated("utf-8", "8bit").as_bytes(), b"Caf\xe9 \x93Rain\x94 is open on Friday.\n"].concat(),
        "Café “Rain” is open on Friday.",
        &[],
    );
    check("Content-Type: text/plain; format=flowed; delsp=yes\n\nIt rai \nned on  \nTarn.\n", "It rained on Tarn.", &[]);
    check("Content-Type: text/enriched\n\n<bold>It</bold>\nrained.\n", "It rained.", &[]);
    let whole = format!("{HEAD}\nIt rained.\n");
    let rain: [&str; 1] = [RAIN];
    check_made("b.eml", whole.replace('\n', "\r").as_bytes(), &rain, &[]);
    check_made("c.eml", format!("\u{feff}{whole}").as_bytes(), &rain, &[]);
    let utf16: Vec<u8> = format!("\u{feff}{whole}").encode_utf16().flat_map(u16::to_le_bytes).collect();
    check_made("d.eml", &utf16, &rain, &[]);
}

#[test]
fn headers_in_words_and_names_in_pieces() {
    let subject = "=?utf-8?B?0JTQvtC20LTRjCDQ?=\n =?utf-8?B?vdCw?= =?utf-8?Q?_=D0=A2=D0=B0=D1=80=D0=BD=D0=BE=D0=BC?=\n and on";
    let text = format!("{}\nIt rained.\n", HEAD.replace("Rain", subject));
    check_made("a.eml", text.as_bytes(), &[&RAIN.replace("Rain", "Дождь на Тарном and on")], &[]);
    let part = |disposition: &str| {
        format!(
            "--b\nContent-Type: text/plain; charset=utf-8\nContent-Disposition: attachment;{disposition}\n\nThe café\n\nIt opens.\n"
        )
    };
    let (articles, problems) = shown(
        "b.eml",
        format!(
            "{HEAD}Message-ID: <1@x>\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nIt rained.\n{}{}--b--\n",
            part("\n filename*0*=utf-8''Caf%C3%A9%20;\n filename*1*=%C3%BCber;\n filename*2=\" Tarn.txt\""),
            part(" filename*=utf-8'de'Sch%C3%B6n.txt; filename=\"Schoen.txt\"")
        )
        .as_bytes(),
    );
    let names: Vec<&str> = articles.iter().filter_map(|article| article.split(" | ").nth(6)).collect();
    assert_eq!((names, problems), (vec!["1@x", "1@x/Café über Tarn.txt", "1@x/Schön.txt"], Vec::new()));
}

#[test]
fn what_lists_add_is_no_text() {
    let rule = "_".repeat(47);
    let footer = format!("{rule}\nTarn mailing list\nTarn@lists.example\nhttps://lists.example/tarn\n");
    let group = "-- \nYou received this message because you are subscribed to the group.\nTo unsubscribe, send an email to x@y.example.\n";
    let hash =
        format!("{}\n\nTo unsubscribe from the TARN-L list, click the following link:\nhttps://l.example/wa\n", "#".repeat(72));
    let topic = "---\n[Visit Topic](https://talk.example/t/1) or reply to this email to respond.\n\nTo unsubscribe from these emails, [click here](https://talk.example/u).\n";
    let scrubbed = "-------------- next part --------------\nA non-text attachment was scrubbed...\nName: a.png\nType: image/png\nURL: <https://x.example/a>\n";
    for added in [&footer, group, &hash, topic, scrubbed] {
        check(format!("\nIt rained.\n\n{added}"), "It rained.", &[]);
    }
    check(format!("Content-Type: multipart/mixed; boundary=b\n\n--b\n\nIt rained.\n--b\n\n{footer}--b--"), "It rained.", &[]);
    // What is quoted in a mail that answers nobody is a part of it.
    check("\nIt rained.\n\n> It poured.\n", "It rained. ¶ It poured.", &[]);
    check("In-Reply-To: <1@x>\n\nIt rained.\n\n> It poured.\n", "It rained.", &[]);
}

#[test]
fn newsletters_of_services_are_their_texts() {
    let long = format!("https://click.example/{}", "x".repeat(100));
    let texts = [
        "The ferry stops at noon from Monday, said the harbour office.",
        "“We waited for this,” said Ida Marlow.",
        "The council decides on Friday.",
    ];
    let expected = texts.join(" ¶ ");
    let buttons =
        "<table><tr><td><a href='x'>Like</a></td><td><a href='x'>Comment</a></td><td><a href='x'>Restack</a></td></tr></table>";
    let paragraphs: String = texts.iter().map(|text| format!("<p>{text}</p>")).collect();
    // The form of Substack.
    let page = format!(
        "<div style='display:none'>Nobody asked the gulls.</div><div>Forwarded this email? <a href='x'>Subscribe here</a> for more</div>{buttons}\
         <table><tr><td>READ IN APP</td></tr></table>{paragraphs}<p><a href='x'>Share</a></p>{buttons}<div><p>© 2024 Ana Ruiz<br>\
         548 Street, San Francisco<br><a href='x'>Unsubscribe</a></p></div>"
    );
    check(format!("Content-Type: text/html; charset=utf-8\n\n{page}"), &expected, &[]);
    let plain = format!(
        "View this post on the web at https://tarn.example/p/ferry\n\n{}\n\n{}\n\n{}\n\nUnsubscribe {long}\n",
        texts[0], texts[1], texts[2]
    );
    check(format!("Content-Type: text/plain; charset=utf-8\n\n{plain}"), &expected, &[]);
    // The form of Mailchimp.
    let plain = format!(
        "View this email in your browser ({long})\n\n{}\n\n{}\n\n{}\n\n============================================================\n** Facebook ({long})\n\
         ** Website ({long})\n\nCopyright © 2024 Tarn Trust, All rights reserved.\nYou are receiving this email because you opted in.\n\n\
         Our mailing address is:\nTarn Trust\n1 Harbour Lane\n\nYou can ** update your preferences ({long})\nor ** unsubscribe from this list ({long}).\n",
        texts[0], texts[1], texts[2]
    );
    check(format!("Content-Type: text/plain; charset=utf-8\n\n{plain}"), &expected, &[]);
    // The form of Buttondown.
    let plain = format!(
        "{}\n\n> {}\n\n{}\n\n---\n\nYou just read issue #12 of *Marlow's Letter*. You can also browse the [full archives](https://b.example/a) of this newsletter.\n\n\
         Brought to you by [Buttondown](https://b.example), the easiest way to start and grow your newsletter.\n\n[Unsubscribe](https://b.example/u)\n",
        texts[0], texts[1], texts[2]
    );
    check(format!("Content-Type: text/plain; charset=utf-8\n\n{plain}"), &expected, &[]);
}

#[test]
fn mails_in_one_file_are_parted_whatever_wrote_it() {
    let limit = "From ana@tarn.example Mon Mar 25 10:00:00 2024\n";
    let mail =
        |number: u32, added: &str, text: &str| format!("{added}{}\n{text}", HEAD.replace("Rain", &format!("Rain {number}")));
    let rain = |number: u32, text: &str| {
        RAIN.replacen('-', &number.to_string(), 1).replace("Rain", &format!("Rain {number}")).replace("It rained.", text)
    };
    let check = |file: &str, texts: &[&str]| {
        let expected: Vec<String> = (1..).zip(texts).map(|(number, text)| rain(number, text)).collect();
        check_made("a.mbox", file.as_bytes(), &expected.iter().map(String::as_str).collect::<Vec<_>>(), &[]);
    };
    let quoted = "One.\n\n>From here on it rained.\n\n";
    let two = mail(2, "", "Two.\n");
    // mboxo, mboxrd, and with the line ends of Windows and of old programs of Apple.
    let mboxo = format!("{limit}{}{limit}{two}", mail(1, "", quoted));
    let texts = ["One. ¶ From here on it rained.", "Two."];
    for file in [mboxo.clone(), mboxo.replace('\n', "\r\n"), mboxo.replace('\n', "\r"), format!("\u{feff}{mboxo}")] {
        check(&file, &texts);
    }
    // mboxcl, mboxcl2: the length is stated, and the second form marks no line.
    let inner = format!("One.\n\n{limit}Subject: none\n\nStill one.\n");
    let stated = |text: &str| {
        format!(
            "{limit}{}\n{limit}{}",
            mail(1, &format!("Content-Length: {}\n", text.len()), text),
            mail(2, "Content-Length: 5\n", "Two.\n")
        )
    };
    check(&stated(quoted), &texts);
    check(&stated(&inner), &["One. ¶ From ana@tarn.example Mon Mar 25 10:00:00 2024 / Subject: none ¶ Still one.", "Two."]);
    // Without empty lines, and without dates.
    let plain = ["One.", "Two.", "Three."];
    let three = |limit: &str, end: &str| {
        (1..)
            .zip(plain)
            .map(|(number, text)| format!("{limit}{}{end}", mail(number, "", &format!("{text}\n"))))
            .collect::<String>()
    };
    check(&three(limit, ""), &plain);
    check(&three(limit, "").replace('\n', "\r\n"), &plain);
    check(&three("From ana@tarn.example\n", "\n"), &plain);
    // Google's export, and a line of Thunderbird.
    let takeout = |limit: &str, added: &str| format!("{limit}{}\n{limit}{}", mail(1, added, "One.\n"), mail(2, added, "Two.\n"));
    check(
        &takeout(
            "From 1794482000000000001@xxx Mon Mar 25 10:00:00 +0000 2024\r\n",
            "X-GM-THRID: 1794482000000000001\r\nX-Gmail-Labels: =?UTF-8?Q?Wichtig?=\r\n",
        ),
        &plain[..2],
    );
    check(&takeout("From - Mon Mar 25 10:00:00 2024\n", "X-Mozilla-Status: 0001\n"), &plain[..2]);
    // What a program keeps for itself.
    let own = format!(
        "{limit}From: Data <a@b>\nSubject: DON'T DELETE THIS MESSAGE -- FOLDER INTERNAL DATA\nDate: 25 Mar 2024\n\nIt is no mail.\n\n{limit}{two}"
    );
    check_made("b.mbox", own.as_bytes(), &[&rain(2, "Two.")], &["no-article: a mail program keeps its own data there"]);
    for name in ["cur/1.M1P2.host:2,", "cur/1.M1P2.host:2,RSF", "cur/1.M1P2.host!2,S", "new/1.M1P2.host"] {
        check_made(name, format!("{HEAD}\nIt rained.\n").as_bytes(), &[RAIN], &[]);
    }
}

/// Mails of Outlook with this class.
fn outlook(class: &str, text: &str, attachments: Vec<Vec<crate::harness::outlook::Node>>) -> Vec<crate::harness::outlook::Node> {
    mail(32, &[("001A", class), ("0037", "Rain"), ("1000", text)], attachments)
}

#[test]
fn what_is_attached_to_a_mail_of_outlook() {
    let sand = "- | Sand | - | - | - | - | - | It is sand.";
    let inner = || mail(24, &[("0037", "Sand"), ("1000", "It is sand.")], Vec::new());
    let letter = format!("{HEAD}\nIt poured.\n");
    let whole = file(mail(32, &[("0037", "Wind"), ("1000", "It blew.")], Vec::new()));
    let attachments = vec![
        attached_mail(inner()),
        attached("rain.eml", letter.as_bytes()),
        attached("wind.msg", &whole),
        attached("a.png", b"\x89PNG"),
    ];
    let expected = [
        "1 | Rain | - | - | - | - | - | It rained.",
        "2 | Rain | Ana Ruiz | - | - | 2024-03-25T10:00:00+01:00 | - | It poured.",
        "3 | Wind | - | - | - | - | - | It blew.",
        &sand.replacen('-', "4", 1),
    ];
    check_made("a.msg", &file(outlook("IPM.Note", "It rained.", attachments)), &expected, &[]);
    let note = |what: &str| format!("too-large: the mail {what}; the others are not read");
    // A hundred files are read, and pictures beside them do not count.
    let text =
        |number: usize| attached(&format!("{number}.txt"), format!("Note {number}\n\nIt rained {number} times.").as_bytes());
    let picture = |_| attached("a.png", b"\x89PNG");
    for (n_files, problems) in [(100, Vec::new()), (101, vec![note("has too many attachments")])] {
        let attachments = (0..150).map(picture).chain((0..n_files).map(text)).collect();
        let (articles, found) = shown("b.msg", &file(outlook("IPM.Note", "It rained.", attachments)));
        assert_eq!((articles.len(), found), (101, problems), "{n_files}");
    }
    let (articles, found) =
        shown("c.msg", &file(outlook("IPM.Note", "It rained.", (0..101).map(|_| attached_mail(inner())).collect())));
    assert_eq!((articles.len(), found), (101, vec![note("holds too many mails")]));
}

#[test]
fn mails_of_outlook_that_are_signed_encrypted_or_reports() {
    let open = b"Content-Type: multipart/signed; boundary=s\n\n--s\n\nIt rained.\n--s\n\nx\n--s--\n".to_vec();
    let rain = "- | Rain | - | - | - | - | - | It rained.";
    let attached = |bytes: &[u8]| vec![attached("smime.p7m", bytes)];
    check_made("a.msg", &file(outlook("IPM.Note.SMIME.MultipartSigned", "", attached(&open))), &[rain], &[]);
    check_made("b.msg", &file(outlook("IPM.Note.SMIME", "", attached(&signed(b"\r\nIt rained.")))), &[rain], &[]);
    check_made("c.msg", &file(outlook("IPM.Note.SMIME", "", attached(&encrypted()))), &[], &["empty: the mail is encrypted"]);
    let report = file(outlook("REPORT.IPM.Note.NDR", "It was not delivered.", Vec::new()));
    check_made("d.msg", &report, &[], &["no-article: it is the report of a mail server"]);
}
