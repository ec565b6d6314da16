//! What the fitting of weights needs to see: everything that is weighed in choosing a page's headline, and the blocks that are its article.
//!
//! Read by `tools/fit/src/bin/headline_candidates.rs` and `content_blocks.rs`, from which `scripts/fit-headlines` and `scripts/fit-content`
//! make the weights.

use dom_query::Document;

use super::blocks::Blocks;
use super::headline::{WEIGHTS, answers, candidates};
use super::metadata::Statements;
use super::prose::{first_rows, second_names, second_rows};
use super::scene::{Scene, Stated, first_names};
use super::{of_tree, stories};
use crate::error::ProblemKind;

/// A headline that a page may have.
#[derive(Debug)]
pub struct Candidate {
    /// The headline, without the site's name.
    pub text: String,
    /// The answers to the questions, in their order.
    pub answers: Vec<bool>,
}

/// Returns what is asked of each candidate.
pub fn questions() -> Vec<&'static str> {
    WEIGHTS.iter().map(|(question, _)| *question).collect()
}

/// Returns the headlines that a page may have. The page is to be one that [`extract`](super::extract) builds a tree of.
pub fn headlines(html: &str) -> Vec<Candidate> {
    Statements::of(&Document::from(html)).with_titles(|titles| {
        let all = candidates(titles);
        let candidate = |idx: usize| Candidate { text: all[idx].text.to_owned(), answers: answers(&all, idx).to_vec() };
        (0..all.len()).map(candidate).collect()
    })
}

/// The blocks of a page, with the features of each in the two looks.
#[derive(Debug)]
pub struct Rows {
    /// The text of each block.
    pub texts: Vec<String>,
    /// The headline, folded.
    pub title: String,
    /// The features of each block in the first look.
    pub first: Vec<Vec<f32>>,
    /// The features of each block in the second look; empty without the results of the first.
    pub second: Vec<Vec<f32>>,
}

/// Returns the blocks of a page. `odds` are the results of the first look for them, in their order.
pub fn blocks(html: &str, odds: Option<&[f32]>) -> Rows {
    let document = Document::from(html);
    let statements = Statements::of(&document);
    let description = statements.description().map(str::to_owned);
    let mut page = Blocks::of(&document);
    let (draft, stated_body) = statements.into_draft(&page, &mut Vec::new());
    stories::keep_own(&mut page, draft.title.as_deref());
    let stated = Stated {
        title: draft.title.as_deref(),
        description: description.as_deref(),
        body: stated_body.as_deref(),
        bylines: &[],
        updates: &[],
    };
    let scene = Scene::new(&page, &stated);
    let mut rows = Rows {
        title: scene.title.clone(),
        texts: page.blocks.iter().map(|block| block.text.clone()).collect(),
        first: Vec::new(),
        second: Vec::new(),
    };
    rows.first = first_rows(&scene, <[f32]>::to_vec);
    if let Some(odds) = odds.filter(|odds| odds.len() == page.blocks.len()) {
        rows.second = second_rows(&scene, odds);
    }
    rows
}

/// Returns the text of a page's article if its blocks have the odds `odds`, in their order; empty if the page holds no article.
pub fn text(html: &str, odds: &[f32]) -> String {
    let (draft, findings) = of_tree(&Document::from(html), |_| odds.to_vec());
    if findings.iter().any(|finding| finding.kind == ProblemKind::NoArticle) { String::new() } else { draft.body }
}

/// Returns the names of the features of a block: in the first look, and in the second.
pub fn features() -> [Vec<String>; 2] {
    [first_names(), second_names()]
}
