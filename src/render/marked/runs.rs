//! A text as runs of characters. All characters of a run have the same marks and the same speaker.

use std::collections::BTreeSet;

use super::marks::{Mark, numbered, within};
use super::speakers::Speakers;
use crate::analysis::paragraphs;
use crate::article::Article;
use crate::hit::{FieldMatch, Matches};
use crate::span::Span;

/// A run of characters with the same marks and the same speaker.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// The characters; untrusted.
    pub text: String,
    /// The numbers of the matches it is part of, as in `3,5–7`; `None` if it is part of none.
    pub matches: Option<String>,
    /// The numbers of the matches that begin in it, ascending.
    pub begins: Vec<usize>,
    /// The speaker: an index into [`ArticleText::speakers`].
    pub speaker: Option<usize>,
}

/// An article's text with every match and every speaker.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArticleText {
    /// The headline. Its matches have no numbers.
    pub title: Vec<Run>,
    /// The paragraphs of the body.
    pub paragraphs: Vec<Vec<Run>>,
    /// The speakers, in the order in which they first speak.
    pub speakers: Vec<SpeakerOfText>,
}

/// A speaker of an article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SpeakerOfText {
    /// The letter of the speaker, as in the other forms of output.
    pub letter: String,
    /// The name; untrusted.
    pub name: String,
    /// How many quotes the speaker has.
    pub n_quotes: usize,
}

impl ArticleText {
    /// Returns the text of an article as runs. Without `matches`, nothing is marked.
    pub fn of(article: &Article, matches: Option<&Matches>) -> ArticleText {
        let body_matches = matches.map_or(&[][..], |matches| &matches.body);
        let marks = numbered(body_matches);
        let speakers = Speakers::of(article);
        let first_marks = first_marks(body_matches);
        let runs = |paragraph: Span| runs(&article.body, paragraph, &marks, &first_marks, &speakers.said);
        let speaker = |(idx, (letter, name)): (usize, &(String, &str))| SpeakerOfText {
            letter: letter.clone(),
            name: (*name).to_owned(),
            n_quotes: speakers.said.iter().filter(|(_, speaker)| *speaker == idx).count(),
        };
        ArticleText {
            title: marked(&article.title.text, &matches.map(Matches::title_marks).unwrap_or_default()),
            paragraphs: paragraphs(&article.body).into_iter().map(runs).collect(),
            speakers: speakers.names.iter().enumerate().map(speaker).collect(),
        }
    }
}

/// Returns a text as runs, given its marks, which are sorted and disjoint.
pub fn marked(text: &str, marks: &[Span]) -> Vec<Run> {
    let mark = |span: &Span| Mark { span: *span, numbers: String::new() };
    runs(text, Span::new(0, text.len()), &marks.iter().map(mark).collect::<Vec<_>>(), &[], &[])
}

/// Returns where the first mark of each match begins, with the number of the match; sorted.
fn first_marks(matches: &[FieldMatch]) -> Vec<(usize, usize)> {
    let numbers = matches.iter().zip(1..).filter_map(|(found, number)| Some((found.marks.first()?.start, number)));
    let mut first_marks: Vec<(usize, usize)> = numbers.collect();
    first_marks.sort_unstable();
    first_marks
}

fn runs(text: &str, window: Span, marks: &[Mark], first_marks: &[(usize, usize)], said: &[(Span, usize)]) -> Vec<Run> {
    let marks = within(marks, window);
    let first_said = said.partition_point(|(said, _)| said.end <= window.start);
    let said = said[first_said..].iter().take_while(|(said, _)| said.start < window.end);
    let cut = |span: Span| Span::new(span.start.max(window.start), span.end.min(window.end)).minus(window.start);
    let said: Vec<(Span, usize)> = said.map(|(span, speaker)| (cut(*span), *speaker)).collect();
    let ends = marks.iter().map(|mark| mark.span).chain(said.iter().map(|(span, _)| *span));
    let mut cuts: BTreeSet<usize> = ends.flat_map(|span| [span.start, span.end]).collect();
    cuts.extend([0, window.end - window.start]);
    let cuts: Vec<usize> = cuts.into_iter().collect();
    let text = window.slice(text);
    let run = |ends: &[usize]| {
        let [start, end] = *ends else { return None };
        let mark = marks.get(marks.partition_point(|mark| mark.span.end <= start)).filter(|mark| mark.span.start <= start);
        let n_begun = said.partition_point(|(span, _)| span.start <= start);
        let speaker = n_begun.checked_sub(1).map(|idx| said[idx]).filter(|(span, _)| end <= span.end);
        let first = first_marks.partition_point(|(at, _)| *at < start + window.start);
        let begins = first_marks[first..].iter().take_while(|(at, _)| *at < end + window.start);
        Some(Run {
            text: text[start..end].to_owned(),
            matches: mark.map(|mark| mark.numbers.clone()),
            begins: begins.map(|(_, number)| *number).collect(),
            speaker: speaker.map(|(_, speaker)| speaker),
        })
    };
    cuts.windows(2).filter_map(run).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::matching::tests::article;
    use crate::quote::{Quote, QuoteKind};

    fn shown(runs: &[Run]) -> String {
        let of = |run: &Run| {
            let begins: String = run.begins.iter().map(|number| format!("#{number}")).collect();
            let text = match &run.matches {
                Some(numbers) => format!("{begins}[{}]{numbers}", run.text),
                None => format!("{begins}{}", run.text),
            };
            run.speaker.map_or(text.clone(), |speaker| format!("<{speaker}:{text}>"))
        };
        runs.iter().map(of).collect()
    }

    #[test]
    fn marks_and_quotes_cut_each_other() {
        let mut article = article("He said: “The dam held, and the dam is dry.”\n\nThe dam broke.");
        let content = Span::new(article.body.find("The").unwrap(), article.body.find(".”").unwrap() + 1);
        article.quotes =
            vec![Quote { content, cue: None, source: None, speaker: Some("Li Wei".to_owned()), kind: QuoteKind::Direct }];
        let found = |marks: &[(usize, usize)]| {
            let marks: Vec<Span> = marks.iter().map(|(start, end)| Span::new(*start, *end)).collect();
            FieldMatch { extent: Span::new(marks[0].start, marks[marks.len() - 1].end), marks, terms: Vec::new() }
        };
        let at = |word: &str| article.body.find(word).map(|start| (start, start + word.len())).unwrap();
        let body = vec![found(&[at("said"), at("dam held")]), found(&[at("dam held")]), found(&[at("broke")])];
        let text = ArticleText::of(&article, Some(&Matches { title: Vec::new(), body }));
        assert_eq!(shown(&text.paragraphs[0]), "He #1[said]1: “<0:The ><0:#2[dam held]1,2><0:, and the dam is dry.”>");
        assert_eq!(shown(&text.paragraphs[1]), "The dam #3[broke]3.");
        assert_eq!(
            text.speakers.iter().map(|speaker| (speaker.name.as_str(), speaker.n_quotes)).collect::<Vec<_>>(),
            [("Li Wei", 1)]
        );
        let whole: String = text.paragraphs.concat().into_iter().map(|run| run.text).collect();
        assert_eq!(whole, article.body.replace("\n\n", ""));
    }
}
