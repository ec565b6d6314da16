//! What stands around the text of a mail: links to its page above it; below it, how to unsubscribe, and the address of the sender.
//!
//! A paragraph is only cut if it is short and stands at the edge of the text, because articles are about newsletters too.

/// Phrases of links to the page of a newsletter, in lower case.
const IN_BROWSER: [&str; 40] = [
    "in your browser",
    "in browser",
    "in a browser",
    "view online",
    "view this email",
    "view this message",
    "read online",
    "on the web at http",
    "forwarded this email?",
    "web version",
    "webversion",
    "online version",
    "view as a web page",
    "trouble viewing",
    "trouble reading",
    "problems viewing",
    "not displaying correctly",
    "can't see this email",
    "im browser",
    "online-version",
    "onlineversion",
    "online ansehen",
    "nicht richtig angezeigt",
    "nicht korrekt dargestellt",
    "nicht richtig dargestellt",
    "dans votre navigateur",
    "dans le navigateur",
    "version en ligne",
    "ne visualisez pas",
    "ne s'affiche pas",
    "en el navegador",
    "en su navegador",
    "en tu navegador",
    "nel browser",
    "no navegador",
    "in uw browser",
    "i webbläsaren",
    "w przeglądarce",
    "в браузере",
    "ブラウザで",
];

/// Phrases about the end of a subscription, in lower case.
const UNSUBSCRIBE: [&str; 44] = [
    "unsubscribe",
    "manage preferences",
    "manage your preferences",
    "email preferences",
    "update your preferences",
    "update preferences",
    "manage subscription",
    "manage your subscription",
    "manage my subscription",
    "opt out of",
    "you are receiving this",
    "you're receiving this",
    "you received this email",
    "you received this message",
    "you have received this",
    "this email was sent to",
    "this message was sent to",
    "was sent to you because",
    "no longer wish to receive",
    "stop receiving",
    "newsletter abbestellen",
    "newsletter abmelden",
    "abbestellen",
    "abzumelden",
    "sie erhalten diese",
    "sie möchten keine",
    "se désabonner",
    "désabonner",
    "désinscri",
    "vous recevez ce",
    "darse de baja",
    "darte de baja",
    "cancelar la suscripción",
    "cancelar suscripción",
    "recibes este",
    "annulla l'iscrizione",
    "disiscriv",
    "cancelar inscrição",
    "afmelden",
    "uitschrijven",
    "avprenumerera",
    "wypisz",
    "отписаться",
    "配信停止",
];

/// Phrases of what stands above that, in lower case.
const IMPRINT: [&str; 28] = [
    "©",
    "copyright",
    "(c) 20",
    "all rights reserved",
    "mailing address",
    "alle rechte vorbehalten",
    "tous droits réservés",
    "todos los derechos",
    "todos os direitos",
    "tutti i diritti",
    "forward to a friend",
    "forward this email",
    "follow us",
    "folgen sie uns",
    "suivez-nous",
    "privacy policy",
    "datenschutz",
    "add us to your address book",
    "share this email",
    "reply to this email",
    "view/reply online",
    "mute this topic",
    "yahoo groups links",
    "yahoo! groups links",
    "to visit your group",
    "you just read issue",
    "brought to you by",
    "powered by",
];

/// Maximum length in characters of a paragraph that is no text.
const MAX_CHARS: usize = 500;

/// Maximum number of paragraphs above a text and below it that are no text.
const MAX_ABOVE: usize = 4;
const MAX_BELOW: usize = 30;

/// Maximum number of paragraphs between an imprint and the words about the end of a subscription.
const MAX_BETWEEN: usize = 8;

/// Returns a text, whose paragraphs are separated by empty lines, without its frame.
pub(super) fn without(text: &str) -> String {
    without_labels(frameless(without_list_footer(text.trim())))
}

fn frameless(text: &str) -> &str {
    let mut paragraphs: Vec<(usize, &str)> = Vec::new();
    let mut at = 0;
    for paragraph in text.split("\n\n") {
        paragraphs.push((at, paragraph));
        at += paragraph.len() + 2;
    }
    let is_short = |paragraph: &str| paragraph.chars().nth(MAX_CHARS).is_none();
    let has = |paragraph: &str, phrases: &[&str]| {
        let lower = paragraph.to_lowercase();
        is_short(paragraph) && phrases.iter().any(|phrase| lower.contains(phrase))
    };
    let is_link = |paragraph: &str| has(paragraph, &IN_BROWSER) && paragraph.chars().nth(150).is_none();
    let first = paragraphs.iter().take(MAX_ABOVE).rposition(|(_, paragraph)| is_link(paragraph)).map_or(0, |at| at + 1);
    // What stands above the link is a name, or the beginning of the text once more.
    let first = if paragraphs[..first].iter().all(|(_, paragraph)| paragraph.chars().nth(200).is_none()) { first } else { 0 };
    let start = paragraphs.get(first).map_or(text.len(), |(at, _)| *at);
    let last = last(&paragraphs, first, &has);
    let end = paragraphs.get(last).map_or(text.len(), |(at, _)| *at);
    let inner = text.get(start..end.max(start)).unwrap_or(text).trim();
    // A mail about its subscription is its text.
    without_rules(if inner.is_empty() { text } else { inner })
}

/// The words of buttons that services for newsletters put above and below a text, in lower case.
const LABELS: [&str; 32] = [
    "like",
    "comment",
    "comments",
    "leave a comment",
    "restack",
    "share",
    "share this post",
    "subscribe",
    "subscribe now",
    "upgrade to paid",
    "read in app",
    "open in app",
    "listen in app",
    "get the app",
    "start writing",
    "forward",
    "tweet",
    "facebook",
    "twitter",
    "x",
    "instagram",
    "linkedin",
    "youtube",
    "mastodon",
    "bluesky",
    "threads",
    "tiktok",
    "pinterest",
    "website",
    "email",
    "rss",
    "archives",
];

/// Maximum number of paragraphs above and below a text among which buttons stand, and minimum number of them. A word alone may be text.
const MAX_LABELLED: usize = 12;
const MIN_LABELS: usize = 2;

/// Leaves out paragraphs near the beginning and the end that are words of buttons alone.
fn without_labels(text: &str) -> String {
    let is_label = |paragraph: &&str| {
        let mut lines = paragraph.lines().map(|line| line.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase());
        paragraph.contains(char::is_alphanumeric) && lines.all(|line| line.is_empty() || LABELS.contains(&line.as_str()))
    };
    let paragraphs: Vec<&str> = text.split("\n\n").collect();
    let (head, tail) = (MAX_LABELLED.min(paragraphs.len()), paragraphs.len().saturating_sub(MAX_LABELLED));
    let has_labels = |paragraphs: &[&str]| {
        paragraphs.iter().filter(|paragraph| is_label(paragraph)).map(|found| found.lines().count()).sum::<usize>() >= MIN_LABELS
    };
    let (in_head, in_tail) = (has_labels(&paragraphs[..head]), has_labels(&paragraphs[tail..]));
    let is_edge = |at: usize| in_head && at < head || in_tail && at >= tail;
    let kept = paragraphs.iter().enumerate().filter(|(at, paragraph)| !(is_edge(*at) && is_label(paragraph)));
    let paragraphs: Vec<&str> = kept.map(|(_, paragraph)| *paragraph).collect();
    if paragraphs.is_empty() { text.to_owned() } else { paragraphs.join("\n\n") }
}

/// Leaves out the lines of dashes and the like at the end, which stood above a footer.
fn without_rules(mut text: &str) -> &str {
    const MIN_CHARS: usize = 3;
    let is_rule = |line: &str| {
        line.chars().nth(MIN_CHARS - 1).is_some()
            && line.chars().all(|c| matches!(c, '-' | '_' | '=' | '#' | '*' | '~' | '–' | '—'))
    };
    while let Some(at) = text.rfind('\n').filter(|at| is_rule(text[at + 1..].trim())) {
        text = text[..at].trim_end();
    }
    text
}

/// Returns the number of the first paragraph below the text.
fn last(paragraphs: &[(usize, &str)], first: usize, has: &dyn Fn(&str, &[&str]) -> bool) -> usize {
    let from = paragraphs.len().saturating_sub(MAX_BELOW).max(first);
    let is_edge = |paragraph: &str| has(paragraph, &UNSUBSCRIBE) || has(paragraph, &IMPRINT);
    let is_tail = |paragraph: &str| paragraph.chars().nth(MAX_CHARS).is_none();
    let tail = paragraphs.iter().rposition(|(_, paragraph)| !is_tail(paragraph)).map_or(from, |at| (at + 1).max(from));
    let Some(mark) = (tail..paragraphs.len()).find(|at| has(paragraphs[*at].1, &UNSUBSCRIBE)) else { return paragraphs.len() };
    // The text goes on: the words stand in the middle of it, as in a guide to a newsletter.
    if paragraphs[mark + 1..].iter().filter(|(_, paragraph)| is_prose(paragraph) && !is_edge(paragraph)).count() > 1 {
        return paragraphs.len();
    }
    let above = mark.saturating_sub(MAX_BETWEEN).max(tail);
    let imprint = (above..mark).find(|at| has(paragraphs[*at].1, &IMPRINT));
    match imprint {
        Some(at) if paragraphs[at..mark].iter().all(|(_, paragraph)| !is_prose(paragraph) || is_edge(paragraph)) => at,
        _ => mark,
    }
}

/// Returns whether a paragraph has a sentence of some length.
fn is_prose(paragraph: &str) -> bool {
    const MIN_CHARS: usize = 100;
    paragraph.chars().nth(MIN_CHARS).is_some() && paragraph.trim_end().ends_with(['.', '!', '?', '”', '"', '»', '。'])
}

/// Leaves out what the program of a list adds below a line.
fn without_list_footer(text: &str) -> &str {
    const MIN_CHARS: usize = 20;
    const MAX_LINES: usize = 8;
    const RULE: &str = "\n____________________";
    // A list may add it as a part of its own.
    let at = text.rfind(RULE).map(|at| at + 1).or_else(|| text.starts_with(&RULE[1..]).then_some(0));
    let Some(at) = at else { return text };
    let rest = &text[at..];
    let (rule, footer) = rest.split_once('\n').unwrap_or((rest, ""));
    let lower = footer.to_lowercase();
    let is_footer = rule.trim().chars().count() >= MIN_CHARS
        && rule.trim().chars().all(|c| c == '_')
        && footer.lines().count() <= MAX_LINES
        && (lower.contains("list") || lower.contains("subscri") || lower.contains('@'));
    if is_footer { text[..at].trim_end() } else { text }
}

/// Returns whether a line says whose words follow: `On Monday, Ana Ruiz wrote:`.
pub(super) fn ends_attribution(line: &str) -> bool {
    const WORDS: [&str; 19] = [
        "wrote",
        "writes",
        "schrieb",
        "schreibt",
        "a écrit",
        "écrivait",
        "escribió",
        "ha scritto",
        "scrisse",
        "escreveu",
        "schreef",
        "skrev",
        "napisał",
        "napisala",
        "kirjoitti",
        "yazdı",
        "пишет",
        "писал",
        "写道",
    ];
    const MAX_CHARS: usize = 300;
    let line = line.trim();
    let lower = line.to_lowercase();
    let ends = line.ends_with([':', '：']) || line.ends_with("...");
    ends && line.chars().nth(MAX_CHARS).is_none() && WORDS.iter().any(|word| lower.contains(word))
}

/// Returns whether a mail that is answered follows as a whole: behind a line that says so, or behind its headers.
pub(super) fn begins_original(lines: &[&str]) -> bool {
    const TITLES: [&str; 9] = [
        "original message",
        "ursprüngliche nachricht",
        "originalnachricht",
        "message d'origine",
        "mensaje original",
        "messaggio originale",
        "mensagem original",
        "oorspronkelijk bericht",
        "исходное сообщение",
    ];
    const FROM: [&str; 7] = ["from:", "von:", "de :", "de:", "da:", "van:", "от:"];
    const OTHERS: [&str; 22] = [
        "sent:",
        "date:",
        "to:",
        "subject:",
        "cc:",
        "gesendet:",
        "datum:",
        "an:",
        "betreff:",
        "envoyé :",
        "envoyé:",
        "à :",
        "objet :",
        "enviado:",
        "para:",
        "asunto:",
        "inviato:",
        "a:",
        "oggetto:",
        "verzonden:",
        "aan:",
        "onderwerp:",
    ];
    let Some(first) = lines.first().map(|line| line.trim()) else { return false };
    if first.starts_with("---") {
        let title = first.trim_matches('-').trim().to_lowercase();
        return TITLES.contains(&title.as_str());
    }
    let lower = |line: &str| line.trim_start_matches(['*', ' ']).to_lowercase().replace('*', "");
    let begins = |line: &str, words: &[&str]| words.iter().any(|word| line.starts_with(word));
    begins(&lower(first), &FROM) && lines.iter().skip(1).take(4).filter(|line| begins(&lower(line), &OTHERS)).count() >= 2
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        assert_eq!(without(text), expected, "for {text}");
    }

    #[test]
    fn links_above_and_footers_below_are_no_text() {
        check(
            "The Bell\n\nView in your browser\n\nIt rained.\n\nIt poured.\n\n© 2024 The Bell\n\n12 Mill Lane, Tarn\n\nUnsubscribe",
            "It rained.\n\nIt poured.",
        );
        check("It rained.\n\nWenn Sie den Newsletter abbestellen möchten, klicken Sie hier.", "It rained.");
        check(
            "It rained.\n_______________________________________________\nTarn mailing list\nhttps://tarn.example",
            "It rained.",
        );
        check("_______________________________________________\nTarn mailing list\nTarn@lists.example", "");
        check(
            "It rained.\n\n########\n\nTo unsubscribe from the TARN-L list, click the following link:\nhttps://x.example",
            "It rained.",
        );
        check("It rained.\n***\nIt poured.", "It rained.\n***\nIt poured.");
        check("Rain\n\nLike\n\nComment\n\nIt rained.\n\n======\n** Facebook\n** Website", "Rain\n\nIt rained.");
        check("Share\n\nIt rained.", "Share\n\nIt rained.");
    }

    #[test]
    fn articles_about_newsletters_are_text() {
        let long =
            "Whoever reads it learns much about the town, and about those who live in it, and would miss it if it ended one day.";
        check(&format!("How to unsubscribe\n\n{long}\n\n{long}"), &format!("How to unsubscribe\n\n{long}\n\n{long}"));
        check("Unsubscribe", "Unsubscribe");
        let page = "What you see in your browser is not what the server sent, said the engineer, and she showed to the committee what had happened on the way. ".repeat(3);
        check(&page, page.trim());
    }
}
