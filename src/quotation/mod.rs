//! Finding the quotes of an article: speech in quotation marks, and who spoke.
//!
//! The steps follow each other. `marks` pairs quotation marks. `insertion` cuts out attributions
//! inside them. `words` puts the text around them into a row. `candidate` lists the possible cues
//! and sources of a quote, and `attribution` chooses one by weights. `speech` decides by weights
//! whether the marked words are speech at all; the attribution says most about that, so it comes
//! first. `speaker` resolves the source to a person.
//!
//! Everything specific to a language is in its lexicon. In a language without one, quotes get no
//! speakers. Indirect speech, which has no marks, is left out.

mod attribution;
mod candidate;
pub mod fit;
mod insertion;
mod lexicon;
mod marks;
mod nickname;
mod phrase;
mod setting;
mod signature;
mod speaker;
mod speech;
mod weights;
mod words;

use attribution::{Attribution, Weighed, attribute};
use candidate::Candidate;
use lexicon::{Class, Lexicon};
use marks::Marked;
use setting::Setting;
use speaker::Speakers;
use speech::MAX_FEW_WORDS;
use weights::Weights;
use words::{Row, WordKind};

use crate::analysis::Joined;
use crate::article::Language;
use crate::quote::{Quote, QuoteKind};

/// Maximum number of stretches in quotation marks that are read. A long novel has some ten thousand.
/// Attributing each of the 660,000 in 10 MB of `“rain” said` took a second.
pub const MAX_MARKED: usize = 100_000;

/// Returns the quotes of an article's body in the order of the text.
///
/// All spans are bytes into `body` on character boundaries. Contents do not overlap: a quote within a quote belongs to the outer one. The two
/// parts of `“Rates,” said Ana Ruiz, “will fall.”` are two quotes with one cue and one source. A quote that runs over several paragraphs is one
/// quote. Scare quotes, titles and names in marks are left out. Without a language, or with one that has no lexicon (there are English, German,
/// French, Spanish, Italian, Portuguese, Dutch and Russian), quotes have neither cue nor source nor speaker. Of a body with more than
/// [`MAX_MARKED`] stretches in quotation marks, the first are read.
///
/// Takes time linear in the body, whatever it holds, and does not panic.
///
/// ```
/// use pullquote::{article::Language, quotation};
/// let body = "“Rates will fall,” said Ana Ruiz.";
/// let quotes = quotation::find(body, Language::from_tag("en").as_ref());
/// assert_eq!(quotes[0].content.slice(body), "Rates will fall,");
/// assert_eq!(quotes[0].speaker.as_deref(), Some("Ana Ruiz"));
/// ```
pub fn find(body: &str, language: Option<&Language>) -> Vec<Quote> {
    if !marks::holds_mark(body) {
        return Vec::new();
    }
    // Of `Hender-` and `son` on the next line the speaker is Henderson.
    let Some(joined) = Joined::of(body) else { return find_in_whole_words(body, language) };
    let mut quotes = find_in_whole_words(&joined.text, language);
    for quote in &mut quotes {
        quote.content = joined.span_before(quote.content);
        quote.cue = quote.cue.map(|cue| joined.span_before(cue));
        quote.source = quote.source.map(|source| joined.span_before(source));
    }
    quotes
}

/// Returns whether a word is how people are addressed before their name, in any language with a lexicon: `Ms`, `Dr.`, `Herr`.
pub fn is_form_of_address(word: &str) -> bool {
    let word = word.trim_end_matches('.');
    let is_one = |lexicon: &Lexicon| {
        let classes = lexicon.classes_of(word);
        classes.has(Class::Title) && classes.has_any(&[Class::Abbreviation, Class::Man, Class::Woman])
    };
    Lexicon::all().any(is_one)
}

fn find_in_whole_words(body: &str, language: Option<&Language>) -> Vec<Quote> {
    let paragraphs = marks::paragraphs(body);
    let nicknames = nickname::nicknames(body);
    let mut marked = nickname::without(&nicknames, marks::marked(body, &paragraphs));
    marked.truncate(MAX_MARKED);
    if marked.is_empty() {
        return Vec::new();
    }
    let Some(lexicon) = language.and_then(|language| Lexicon::of(language.code())) else {
        return find_without_lexicon(body, &marked);
    };
    let marked = insertion::apart(body, marked, lexicon);
    let row = Row::new(body, &paragraphs, &marked, &nicknames, lexicon);
    let found = speech(&row, Weights::of(language.map_or("", |language| language.code())), None);
    let sources = found.iter().filter_map(|(_, _, attribution)| attribution.candidate.map(|candidate| candidate.source));
    let mut speakers = Speakers::new(&row, sources);
    let quote = |(setting, stretch, attribution): (Setting, Marked, Attribution)| Quote {
        content: stretch.content,
        cue: attribution.candidate.and_then(|candidate| candidate.cue).map(|cue| row.span(cue.first, cue.last)),
        source: attribution.candidate.map(|candidate| row.span(candidate.source.first, candidate.source.last)),
        speaker: attribution.candidate.and_then(|candidate| speakers.resolve(candidate.source)),
        kind: kind(&row, setting.at, stretch.content.slice(body), &attribution),
    };
    found.into_iter().map(quote).collect()
}

/// Returns the marked stretches that are speech, each with its attribution. Adds what was weighed
/// to `weighed`.
fn speech(row: &Row<'_>, weights: &Weights, mut weighed: Option<&mut Vec<fit::Decision>>) -> Vec<(Setting, Marked, Attribution)> {
    let mut found = Vec::new();
    // The quote before, with its attribution; and the marked stretch before, with whether it is
    // speech.
    let mut previous: Option<(usize, Option<Candidate>)> = None;
    let mut previous_is_speech = None;
    // The words of the signatures so far. Nobody else is quoted by them.
    let mut signed_until = 0;
    for (at, word) in row.words.iter().enumerate() {
        let WordKind::Quoted(marked_idx) = word.kind else { continue };
        let Some(marked) = row.marked.get(marked_idx) else { continue };
        let setting = Setting::new(row, at);
        let mut kept = weighed.is_some().then(Weighed::default);
        let signature = signature::signature(row, at);
        let attribution = match signature {
            Some(source) => Attribution::signed(&setting, source),
            None => attribute(row, &setting, previous, signed_until, weights, kept.as_mut()),
        };
        let evidence = speech::evidence(row, &setting, marked, &attribution, previous_is_speech);
        let is_likely = signature.is_some()
            || weights.score(&evidence) > 0.0
            || speech::is_reported(row, &setting, &attribution)
            || speech::is_statement(&setting);
        let is_speech = is_likely && !speech::is_name(row, &setting, marked) && !speech::is_lone_word(&setting, &attribution);
        previous_is_speech = Some((at, is_speech));
        // What a signature tells is not weighed.
        if let (Some(weighed), Some(kept), None) = (weighed.as_deref_mut(), kept, signature) {
            weighed.push(fit::Decision::new(row, marked, &kept, &evidence, &attribution, is_speech));
        }
        if is_speech {
            // What follows a signature is by somebody else.
            previous = Some((at, attribution.candidate.filter(|_| signature.is_none())));
            found.push((setting, *marked, attribution));
        }
        signed_until = signature.map_or(signed_until, |signature| signature.last + 1);
    }
    found
}

fn ends_statement(content: &str) -> bool {
    content.ends_with(['.', '!', '?', '…']) || content.ends_with(',')
}

/// Returns whether the quote is a whole statement or a part of a reported one.
fn kind(row: &Row<'_>, at: usize, content: &str, attribution: &Attribution) -> QuoteKind {
    let is_adjacent = attribution.candidate.is_some_and(|candidate| candidate.is_adjacent(at));
    let is_introduced = at.checked_sub(1).is_none_or(|before| {
        row.ends_sentence(before)
            || matches!(row.kind(before), WordKind::Punctuation(',' | ':' | '–' | '—'))
            || is_adjacent && row.is_any(before, &[Class::Cue, Class::Participle])
    });
    let begins_whole = !content.starts_with(char::is_lowercase);
    let is_second_part = at.checked_sub(1).is_some_and(|before| row.is_comma(before)) && ends_statement(content);
    let is_followed = is_adjacent && content.ends_with(',');
    if is_introduced && (begins_whole || is_second_part || is_followed) { QuoteKind::Direct } else { QuoteKind::Mixed }
}

/// Returns the speech, judged by length and form alone.
fn find_without_lexicon(body: &str, marked: &[Marked]) -> Vec<Quote> {
    let is_whole = |content: &str| ends_statement(content) && !content.starts_with(char::is_lowercase);
    let is_speech = |content: &str| content.split_whitespace().count() > MAX_FEW_WORDS || is_whole(content);
    let quote = |stretch: &Marked| {
        let content = stretch.content.slice(body);
        let introduced = body[..stretch.outer.start].trim_end().ends_with([',', ':']);
        let kind = if is_whole(content) || introduced { QuoteKind::Direct } else { QuoteKind::Mixed };
        Quote { content: stretch.content, cue: None, source: None, speaker: None, kind }
    };
    marked.iter().filter(|stretch| is_speech(stretch.content.slice(body))).map(quote).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Returns the quotes of a text, one a line: `direct [content] cue: … source: … speaker: …`.
    fn quotes_in(language: &str, body: &str) -> String {
        let mut lines = Vec::new();
        for quote in find(body, Language::from_tag(language).as_ref()) {
            let mut line = format!("{} [{}]", quote.kind.name(), quote.content.slice(body));
            for (name, span) in [("cue", quote.cue), ("source", quote.source)] {
                if let Some(span) = span {
                    line += &format!(" {name}: {}", span.slice(body));
                }
            }
            if let Some(speaker) = quote.speaker {
                line += &format!(" speaker: {speaker}");
            }
            lines.push(line);
        }
        lines.join("\n")
    }

    #[track_caller]
    fn check(body: &str, expected: &str) {
        assert_eq!(quotes_in("en", body), expected);
    }

    #[track_caller]
    fn check_in(language: &str, body: &str, expected: &str) {
        assert_eq!(quotes_in(language, body), expected);
    }

    /// Returns the speaker of the last quote; empty if the text does not name one.
    #[track_caller]
    fn check_last_speaker(body: &str, expected: &str) {
        check_last_speaker_in("en", body, expected);
    }

    #[track_caller]
    fn check_last_speaker_in(language: &str, body: &str, expected: &str) {
        let quotes = find(body, Language::from_tag(language).as_ref());
        assert_eq!(quotes.last().and_then(|quote| quote.speaker.as_deref()).unwrap_or(""), expected, "{body}");
    }

    #[test]
    fn a_bounded_number_of_stretches_is_read() {
        assert_eq!(find(&"“It rained.” ".repeat(MAX_MARKED + 5), None).len(), MAX_MARKED);
    }

    #[test]
    fn finds_the_source_after_the_quote() {
        check("“Rates will fall,” said Ana Ruiz.", "direct [Rates will fall,] cue: said source: Ana Ruiz speaker: Ana Ruiz");
        check(
            "“Rates will fall,” Ana Hender-\nson said.",
            "direct [Rates will fall,] cue: said source: Ana Hender-\nson speaker: Ana Henderson",
        );
        check("“Rates will fall,” Ana Ruiz said.", "direct [Rates will fall,] cue: said source: Ana Ruiz speaker: Ana Ruiz");
        check("“Will rates fall?” Ana Ruiz asked.", "direct [Will rates fall?] cue: asked source: Ana Ruiz speaker: Ana Ruiz");
    }

    #[test]
    fn finds_the_source_before_the_quote() {
        check("Ana Ruiz said: “Rates will fall.”", "direct [Rates will fall.] cue: said source: Ana Ruiz speaker: Ana Ruiz");
        check("On Monday Ana Ruiz told the bank, “Go.”", "direct [Go.] cue: told source: Ana Ruiz speaker: Ana Ruiz");
        check(
            "According to Ana Ruiz, “rates will fall.”",
            "direct [rates will fall.] cue: According to source: Ana Ruiz speaker: Ana Ruiz",
        );
    }

    #[test]
    fn finds_the_source_in_the_rest_of_the_sentence() {
        check(
            "The harbour is “in a bad way” for now, according to Ana Ruiz.",
            "mixed [in a bad way] cue: according to source: Ana Ruiz speaker: Ana Ruiz",
        );
    }

    #[test]
    fn finds_the_source_in_the_sentence_before() {
        check(
            "Ana Ruiz, the mayor, said the harbour would close. “It is the end of a long road.”",
            "direct [It is the end of a long road.] cue: said source: Ana Ruiz, the mayor speaker: Ana Ruiz",
        );
    }

    #[test]
    fn both_parts_of_a_split_quote_have_the_same_source() {
        check(
            "“Rates,” said Ana Ruiz, “will fall.”",
            "direct [Rates,] cue: said source: Ana Ruiz speaker: Ana Ruiz\n\
             direct [will fall.] cue: said source: Ana Ruiz speaker: Ana Ruiz",
        );
    }

    #[test]
    fn a_quote_goes_on_after_its_attribution() {
        check_last_speaker("“Rates fell,” Ana Ruiz said. “They will fall again.”", "Ana Ruiz");
        check_last_speaker("“Rates fell,” Ana Ruiz said, adding that they may “fall again.”", "Ana Ruiz");
    }

    #[test]
    fn a_statement_of_its_own_paragraphs_is_speech_though_nobody_says_said() {
        check_last_speaker(
            "Senator Ana Ruiz, ranking member of the committee for rivers, today issued the following statement regarding an agreement \
             that was signed on dams:\n\n“I am deeply concerned about the agreement that was signed with the valley towns today. Simply put, \
             it will not hold.\n\n“We need a better one, and soon.”",
            "Ana Ruiz",
        );
    }

    #[test]
    fn a_quote_of_several_paragraphs_goes_on_after_its_attribution() {
        check_last_speaker("“Rates fell.\n\n“They rose,” Ana Ruiz said. “They fell again.”", "Ana Ruiz");
    }

    #[test]
    fn a_second_reporter_after_the_attribution_changes_nothing() {
        check_last_speaker("“We see the ships come in,” Ruiz said, reported the Lund Courier.", "Ruiz");
    }

    #[test]
    fn a_description_between_name_and_cue_belongs_to_the_source() {
        check(
            "“We lost,” Jon Falk, a farmer from Lund, said.",
            "direct [We lost,] cue: said source: Jon Falk, a farmer from Lund speaker: Jon Falk",
        );
    }

    #[test]
    fn a_surname_becomes_the_full_name_of_the_article() {
        check_last_speaker("The minister Ana Ruiz spoke on Monday. “Rates will fall,” Ruiz said.", "Ana Ruiz");
    }

    #[test]
    fn titles_are_no_part_of_the_speaker() {
        check_last_speaker("Ana Ruiz came first. “Rates will fall,” said Danish Prime Minister Ruiz.", "Ana Ruiz");
        check_last_speaker("“Rates will fall,” said Sen. Ana Ruiz.", "Ana Ruiz");
    }

    #[test]
    fn a_pronoun_becomes_the_speaker_it_fits() {
        check_last_speaker("“No,” said Mary Falk. “Yes,” said John Moss. “Never,” she said.", "Mary Falk");
        check_last_speaker("Mary Falk took over. “Never,” she said.", "Mary Falk");
    }

    #[test]
    fn a_pronoun_that_nobody_fits_is_no_speaker() {
        check_last_speaker("“Never,” she said.", "");
    }

    #[test]
    fn an_office_without_a_name_is_the_speaker() {
        check_last_speaker("“Never,” said the harbour master.", "harbour master");
    }

    #[test]
    fn scare_quotes_titles_and_names_are_no_quotes() {
        check("The “free” ferry costs nine crowns.", "");
        check("That led the embassy to warn that “extremists” had plans for an attack in Lund, she said.", "");
        check("She starred in the film “The Tides of Lund” at nine.", "");
        check("Police said the men carried Kovac “KV-12” rifles in the harbour.", "");
    }

    #[test]
    fn a_part_of_a_reported_sentence_is_mixed() {
        check("Ruiz said the bank was “not ready” for it.", "mixed [not ready] cue: said source: Ruiz speaker: Ruiz");
    }

    #[test]
    fn german_has_the_subject_after_the_verb() {
        check_in("de", "„Wir fahren“, sagte Anna Falk.", "direct [Wir fahren] cue: sagte source: Anna Falk speaker: Anna Falk");
        check_in(
            "de",
            "Am Montag sagte Anna Falk: „Wir fahren nicht.“",
            "direct [Wir fahren nicht.] cue: sagte source: Anna Falk speaker: Anna Falk",
        );
        check_in("de", "»Wir fahren nicht«, so Falk.", "direct [Wir fahren nicht] cue: so source: Falk speaker: Falk");
    }

    #[test]
    fn every_language_with_a_lexicon_has_speakers() {
        let said = [
            ("fr", "« Nous partons demain », a déclaré Luc Morel.", "Nous partons demain", "déclaré", "Luc Morel"),
            ("es", "«Nos vamos mañana», dijo Luz Mora.", "Nos vamos mañana", "dijo", "Luz Mora"),
            ("it", "«Partiamo domani mattina», ha detto Luca Moro.", "Partiamo domani mattina", "detto", "Luca Moro"),
            ("pt", "“Vamos amanhã”, disse Luzia Mota.", "Vamos amanhã", "disse", "Luzia Mota"),
            ("nl", "„We vertrekken morgen”, zei Anna de Vries.", "We vertrekken morgen", "zei", "Anna de Vries"),
            ("ru", "«Мы уезжаем завтра», — сказал Иван Лунин.", "Мы уезжаем завтра", "сказал", "Иван Лунин"),
        ];
        for (language, body, content, cue, name) in said {
            check_in(language, body, &format!("direct [{content}] cue: {cue} source: {name} speaker: {name}"));
        }
    }

    #[test]
    fn every_language_names_speakers_before_between_through_pronouns_and_as_sources() {
        for (language, body, speaker) in [
            ("fr", "Luc Morel a déclaré : « Nous partons demain. »", "Luc Morel"),
            ("fr", "« Nous partons », a dit Anne Morel, « et nous ne reviendrons pas. »", "Anne Morel"),
            ("fr", "Anne Morel dirige le port. « Nous partons demain », a-t-elle ajouté.", "Anne Morel"),
            ("fr", "Selon Luc Morel, « la digue ne tiendra pas ».", "Luc Morel"),
            ("es", "Luz Mora dijo: «Nos vamos mañana.»", "Luz Mora"),
            ("es", "«Nos vamos», dijo Luz Mora, «y no volveremos nunca.»", "Luz Mora"),
            ("es", "Ana Mora visitó el puerto. «Nos vamos mañana», añadió ella.", "Ana Mora"),
            ("es", "Según Luz Mora, «el dique no aguantará».", "Luz Mora"),
            ("it", "Luca Moro ha detto: «Partiamo domani mattina.»", "Luca Moro"),
            ("it", "«Partiamo», ha detto Luca Moro, «e non torneremo più.»", "Luca Moro"),
            ("it", "Luca Moro dirige il porto. «Partiamo domani mattina», ha aggiunto lui.", "Luca Moro"),
            ("it", "Secondo Luca Moro, «la diga non reggerà».", "Luca Moro"),
            ("pt", "Luzia Mota disse: “Vamos amanhã.”", "Luzia Mota"),
            ("pt", "“Vamos”, disse Luzia Mota, “e não voltaremos nunca.”", "Luzia Mota"),
            ("pt", "Ana Mota dirige o porto. “Vamos amanhã de manhã”, acrescentou ela.", "Ana Mota"),
            ("pt", "Segundo Luzia Mota, “o dique não vai aguentar”.", "Luzia Mota"),
            ("nl", "Anna de Vries zei: „We vertrekken morgen.”", "Anna de Vries"),
            ("nl", "„We gaan”, zei Anna de Vries, „en we komen niet terug.”", "Anna de Vries"),
            ("nl", "Anna de Vries leidt de haven. „We vertrekken morgen”, voegde ze toe.", "Anna de Vries"),
            ("nl", "Volgens Anna de Vries „zal de dijk het niet houden”.", "Anna de Vries"),
            ("ru", "Иван Лунин сказал: «Мы уезжаем завтра».", "Иван Лунин"),
            ("ru", "«Мы уезжаем», — сказал Иван Лунин. «И мы не вернёмся».", "Иван Лунин"),
            ("ru", "«Мы уезжаем, — сказал Иван Лунин. — И мы не вернёмся».", "Иван Лунин"),
            ("fr", "« Nous partons demain, a déclaré Luc Morel, et nous ne reviendrons pas. »", "Luc Morel"),
            ("it", "«Partiamo domani – ha detto Luca Moro – e non torneremo mai più»", "Luca Moro"),
            ("es", "«Nos vamos mañana –dijo Luz Mora– y no volveremos nunca»", "Luz Mora"),
            ("ru", "Анна Лунина руководит портом. «Мы уезжаем завтра», — добавила она.", "Анна Лунина"),
            ("ru", "По словам Ивана Лунина, «дамба не выдержит».", "Ивана Лунина"),
        ] {
            check_last_speaker_in(language, body, speaker);
        }
    }

    #[test]
    fn a_name_beside_an_office_is_the_speaker() {
        check_last_speaker("“We go on,” said its convener, Ana Ruiz. The hall was full.", "Ana Ruiz");
        check_last_speaker("“We go on,” the inquiry’s chairwoman, the retired judge Ana Ruiz, said.", "Ana Ruiz");
    }

    #[test]
    fn a_line_below_that_begins_with_a_dash_names_who_spoke() {
        let speakers = |language: &str, body: &str| {
            let quotes = find(body, Language::from_tag(language).as_ref());
            quotes.into_iter().map(|quote| quote.speaker.unwrap_or_default()).collect::<Vec<_>>().join("; ")
        };
        let list = "“Nobody told me the bridge was closed until I was on it.”\n— Marta Quill, bus driver\n\n“We have counted it twice.”\n\n\
                    -- Osric Bane (treasurer)\n\n“Not I!” – Agnes Roe";
        assert_eq!(speakers("en", list), "Marta Quill; Osric Bane; Agnes Roe");
        // The words of a signature name nobody else.
        assert_eq!(speakers("en", "“We left early.”\n— Marta Quill\n\n“It never used to rain here in May.”"), "Marta Quill; ");
        assert_eq!(speakers("de", "„Wir gehen morgen früh.“\n– Anna Falk, Bäckerin"), "Anna Falk");
        assert_eq!(speakers("fr", "« Nous partons demain. »\n— Luc Morel, maire"), "Luc Morel");
        // Neither a list, nor a title and its author, nor what somebody says next.
        assert!(!speakers("en", "Songs of the year:\n“Imagine” – John Moss").contains("Moss"));
        assert_eq!(speakers("en", "He said: “Vote for one of these.”\n- Ana Ruiz\n- Jo Li\n"), "");
        assert_eq!(speakers("de", "„Wir gehen morgen früh.“\n– Große Freude herrschte danach im Ort."), "");
        assert_eq!(speakers("fr", "« Nous partons demain. »\n— Luc Morel est parti."), "");
        assert_eq!(speakers("en", "“We go,” said Jo Li. “It is late.”\n— Monday was quiet."), "Jo Li; Jo Li");
    }

    #[test]
    fn a_nickname_in_marks_ends_no_name_and_is_no_quote() {
        check_last_speaker("“I heard shots,” said William “Bill” Tanner, who lives there.", "William “Bill” Tanner");
        check_last_speaker("\"I heard shots,\" said William \"Bill\" Tanner.", "William \"Bill\" Tanner");
        check_last_speaker("“Light the street,” said Mayor Thomas ‘Tip’ Oriel.", "Thomas ‘Tip’ Oriel");
        check_last_speaker("Rosa “La Reina” Marquez came. “It was like a film,” Marquez said.", "Rosa “La Reina” Marquez");
        check_last_speaker_in("fr", "« Nous partons », a dit Jean « Le Grand » Morel.", "Jean « Le Grand » Morel");
        check("Ana Ruiz Says “No” To Dam\n\nIt rained.", "");
    }

    #[test]
    fn a_phrase_before_the_subject_is_no_part_of_it() {
        check_last_speaker("In its statement the council said: “We have read it with care.”", "council");
        check_last_speaker("On Monday the mayor said: “We have read it with care.”", "mayor");
    }

    #[test]
    fn a_relative_pronoun_is_who_stands_before_it() {
        check_last_speaker(
            "The talk was given by Ana Ruiz, who said that the harbour was “in a very bad way for now.”",
            "Ana Ruiz",
        );
    }

    #[test]
    fn other_languages_have_quotes_without_speakers() {
        check_in("fi", "”Me lähdemme huomenna aamulla”, sanoi Aino Laine.", "mixed [Me lähdemme huomenna aamulla]");
        check_in("fi", "”Vapaa” lautta.", "");
    }

    #[test]
    fn thousands_of_open_marks_are_harmless() {
        for unit in ["“", "“a ", "\"", " \"a", "‘a ", "„a “b ", "\n\n“a", "''", "“A,” said “B,” he said. "] {
            find(&unit.repeat(3000), Language::from_tag("en").as_ref());
        }
    }

    #[test]
    fn the_work_grows_with_the_text_and_not_faster() {
        let time = |text: &str| {
            let start = std::time::Instant::now();
            find(text, Language::from_tag("en").as_ref());
            start.elapsed().as_secs_f64()
        };
        for unit in
            ["“a ", "\"a\" said ", "“A,” said “B,” he said. ", "Ruiz, the ", "said said \"a b c\" ", "who said that Ruiz, who "]
        {
            let few = unit.repeat(2_000);
            let many = format!("{} “Go now,” he said.", unit.repeat(20_000));
            // Ten times the text; squared work would take a hundred times as long. The rest allows
            // for other programs on the machine.
            assert!(time(&many) < 40.0 * time(&few) + 0.5, "{unit}");
        }
    }

    proptest! {
        #[test]
        fn spans_lie_on_boundaries_in_order_and_apart(body in "[“”\"'‘’«»‹›„‚`.,:;!?()—aésSMr. \n-]{0,80}", language in "en|de|fr|es|it|pt|nl|ru|fi") {
            check_spans(&body, &language)?;
        }

        #[test]
        fn spans_of_sentences_lie_on_boundaries_in_order_and_apart(
            words in prop::collection::vec("“|”|\"|said|Ruiz|,|\\.|he|and|according to|the mayor|adding|told|Mr\\.|who|the|sagte|«|»|‘|’|\n\n|:|dit-il", 0..40),
            language in "en|de|fr|es|it|pt|nl|ru|fi",
        ) {
            check_spans(&words.join(" "), &language)?;
            check_spans(&words.concat(), &language)?;
        }
    }

    fn check_spans(body: &str, language: &str) -> Result<(), TestCaseError> {
        let mut end = 0;
        for quote in find(body, Language::from_tag(language).as_ref()) {
            prop_assert!(quote.content.start >= end && !quote.content.is_empty());
            end = quote.content.end;
            for span in [Some(quote.content), quote.cue, quote.source].into_iter().flatten() {
                prop_assert!(body.get(span.start..span.end).is_some());
            }
        }
        Ok(())
    }
}
