use super::*;

#[track_caller]
fn check(text: &str, expected: &str) {
    assert!(is_captions(text.trim_start_matches('\u{feff}')), "for {text}");
    let (draft, findings) = extract(text);
    assert_eq!((draft.body.as_str(), findings), (expected, Vec::new()), "for {text}");
}

/// Returns the text from each locator on up to the next, with its time.
fn timed(text: &str) -> Vec<(String, String)> {
    let draft = extract(text).0;
    let starts: Vec<usize> = draft.locators.iter().map(|(byte, _)| byte).collect();
    let ends = starts.iter().skip(1).copied().chain([draft.body.len()]);
    let part =
        |((start, locator), end): ((usize, &Locator), usize)| (locator.to_string(), draft.body[start..end].trim().to_owned());
    draft.locators.iter().zip(ends).map(part).collect()
}

#[test]
fn captions_are_joined_to_sentences() {
    check(
        "1\n00:00:01,000 --> 00:00:02,500\n{\\an8}<i>It rained</i> on\n\n2\n00:00:02,600 --> 00:00:04,000\nthe town &amp; the sea.\n\n\
         3\n00:00:09,000 --> 00:00:10,000\nThen it stopped.\n",
        "It rained on the town & the sea.\n\nThen it stopped.",
    );
    check("1\n00:00:01,000 --> 00:00:02,000\n3 < 4 {sic} a <b\nI <3 you <sigh>", "3 < 4 {sic} a <b I <3 you <sigh>");
    check("1\n00:00:01,000 --> 00:00:02,000\n<font color=\"#ff0\">Rain</font><br>and <b>wind</b>", "Rain and wind");
}

#[test]
fn each_part_has_its_time() {
    let text =
        "WEBVTT\n\n00:01.000 --> 00:02.000\nIt rained\n\n12:04.500 --> 12:06.000\nagain. And\n\n12:06.000 --> 12:07.000\nagain.";
    let expected = [("0:01", "It rained"), ("12:04", "again. And"), ("12:06", "again.")];
    assert_eq!(timed(text), expected.map(|(time, words)| (time.to_owned(), words.to_owned())));
}

#[test]
fn a_caption_may_have_an_empty_line_and_a_number() {
    check(
        "\u{feff}1\r\n00:00:01,000 --> 00:00:02,000\r\nIt rained.\r\n\r\n1916\r\n\r\nIt was the year.\r\n\r\n2\r\n00:00:02,000 --> 00:00:03,000\r\nTwice.",
        "It rained. 1916 It was the year. Twice.",
    );
}

#[test]
fn captions_without_empty_lines_are_apart() {
    check(
        "1\n00:00:01,000 --> 00:00:02,000\nIt rained.\n2\n00:00:02,000 --> 00:00:03,000\nTwice.\n00:00:03,000 --> 00:00:04,000\nIn May.",
        "It rained. Twice. In May.",
    );
}

#[test]
fn voices_comments_and_styles_are_no_text() {
    check(
        "WEBVTT - A film\nX-TIMESTAMP-MAP=LOCAL:00:00:00.000,MPEGTS:900000\nLanguage: en\n\nNOTE by the editor\nmore\n\nSTYLE\n::cue { color: red }\n\n\
         REGION\nid:fred\n\nintro\n00:01.000 --> 00:02.000 align:start\n<v.loud Ada Hallam>It rained.\n<v Bo Li>It <00:01.500><c.x>did</c>.\n\n\
         00:02.000 --> 00:03.000\n<v Bo Li>Twice.</v>\n",
        "It rained.\n\nIt did. Twice.",
    );
    assert_eq!(extract("WEBVTT\nLanguage: de\n\n00:01.000 --> 00:02.000\nEs regnet.").0.language.unwrap().code(), "de");
}

#[test]
fn marks_of_another_voice_begin_a_paragraph() {
    let srt = |lines: &str| format!("1\n00:00:01,000 --> 00:00:02,000\n{lines}\n");
    check(&srt(">> It rained.\n>> MAYOR: It did.\n>>> In other news,"), "It rained.\n\nMAYOR: It did.\n\nIn other news,");
    check(&srt("&gt;&gt; It rained.\n&gt;&gt;It did."), "It rained.\n\nIt did.");
    check(&srt("- By whom?\n- By sailors."), "By whom?\n\nBy sailors.");
    check(&srt("-By whom?\n-By sailors."), "By whom?\n\nBy sailors.");
    check(&srt("It was\n-5 degrees > 4."), "It was -5 degrees > 4.");
}

#[test]
fn sounds_are_no_words() {
    let srt = |lines: &str| format!("1\n00:00:01,000 --> 00:00:02,000\n{lines}\n\n2\n00:00:02,000 --> 00:00:03,000\nRain.");
    check(&srt("[Music]"), "Rain.");
    check(&srt("(applause)"), "Rain.");
    check(&srt("(crowd\ncheering)"), "Rain.");
    check(&srt("♪ Over the sea ♪"), "Over the sea Rain.");
    check(&srt("# Over the sea #"), "Over the sea Rain.");
    check(&srt("We won. (APPLAUSE) We [laughs] won (again) in #1."), "We won. We won (again) in #1. Rain.");
}

#[test]
fn lines_that_roll_are_read_once() {
    // As a video service makes them: a line with the times of its words, then the same alone for a moment.
    check(
        "WEBVTT\nKind: captions\nLanguage: en\n\n00:00:00.000 --> 00:00:02.000 align:start position:0%\n \nit<00:00:00.500><c> rained</c>\n\n\
         00:00:02.000 --> 00:00:02.010 align:start position:0%\nit rained\n \n\n\
         00:00:02.010 --> 00:00:04.000 align:start position:0%\nit rained\non<00:00:03.000><c> monday</c>\n\n\
         00:00:04.000 --> 00:00:04.010 align:start position:0%\non monday\n \n",
        "it rained on monday",
    );
    // As broadcasts roll up.
    check(
        "1\n00:00:01,000 --> 00:00:02,000\nTHE MAYOR SAID\n\n2\n00:00:02,000 --> 00:00:03,000\nTHE MAYOR SAID\nTHE BRIDGE IS\n\n\
         3\n00:00:03,000 --> 00:00:04,000\nTHE BRIDGE IS\nCLOSED.\n\n4\n00:00:04,000 --> 00:00:05,000\nCLOSED.\nIT RAINED.\n",
        "THE MAYOR SAID THE BRIDGE IS CLOSED. IT RAINED.",
    );
    // As live captions grow.
    check(
        "1\n00:00:01,000 --> 00:00:01,500\nThe\n\n2\n00:00:01,500 --> 00:00:02,000\nThe mayor\n\n3\n00:00:02,000 --> 00:00:03,000\nThe mayor said\n\n\
         4\n00:00:03,000 --> 00:00:04,000\nThe mayor said\nno.\n",
        "The mayor said no.",
    );
}

#[test]
fn what_is_said_twice_is_read_twice() {
    check(
        "1\n00:00:01,000 --> 00:00:02,000\nNo.\n\n2\n00:00:02,000 --> 00:00:03,000\nNo.\n\n3\n00:00:03,000 --> 00:00:04,000\nI said so.\n\n\
         4\n00:00:04,000 --> 00:00:05,000\nYes.\n\n5\n00:00:05,000 --> 00:00:06,000\nI see.\n",
        "No. No. I said so. Yes. I see.",
    );
    // But a caption that is written twice, for two styles, is one.
    check("1\n00:00:01,000 --> 00:00:02,000\nNo.\n\n2\n00:00:01,000 --> 00:00:02,000\n<i>No.</i>\n", "No.");
}

#[test]
fn a_file_without_captions_is_damaged() {
    assert_eq!(extract("WEBVTT\n\nIt rained.").1.len(), 1);
}

#[test]
fn the_name_of_a_file_may_be_its_title() {
    let check = |name: &str, expected: Option<&str>| assert_eq!(title_of_name(name).as_deref(), expected, "{name}");
    check("tv/Evening_bulletin [x7Gh-2_kQw0].en.vtt", Some("Evening bulletin"));
    check("evening-bulletin.srt", Some("evening bulletin"));
    check("Council meeting 2024-03-01.de-DE.vtt", Some("Council meeting 2024-03-01"));
    check("Council v1.2 meeting.srt", Some("Council v1.2 meeting"));
    check("20240301.vtt", None);
    check("x7Gh2kQw0.vtt", None);
    check("captions.vtt", None);
    check("", None);
}

#[test]
fn signs_without_end_take_linear_time() {
    for signs in ["<{", "[(", ">>", "- ", "<v A>", "♪#"] {
        let text = format!("1\n00:00:01,000 --> 00:00:02,000\n{}", signs.repeat(200_000));
        assert!(extract(&text).0.body.len() <= text.len(), "{signs}");
    }
    let rolling = "00:00:01,000 --> 00:00:02,000\nRain\nWind\n".repeat(50_000);
    assert_eq!(extract(&rolling).0.body, "Rain Wind");
}
