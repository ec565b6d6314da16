//! Lending a page of an archive the text that a crawler derived from it.
//!
//! Crawlers write both close to each other, so most pairs are in one batch of records. If the page
//! is in an earlier batch, [`Claims`](super::claims::Claims) knows whether it had a text: the derived
//! text is left out if it had, and is an article of its own under the page's address if not.

use std::collections::HashMap;

use super::claims::Claimant;
use crate::article::Draft;

/// Gives pages without a text the text derived from them, and removes derived texts whose pages are
/// among `drafts`. `textless` are pages of the batch without any draft, with their record numbers.
/// Returns the numbers of the records whose text was lent.
pub(super) fn lend(drafts: &mut Vec<Claimant>, textless: &HashMap<u64, Option<u64>>) -> Vec<Option<u64>> {
    let mut lent = Vec::new();
    if !drafts.iter().any(|claimant| claimant.is_derived()) {
        return lent;
    }
    // For each page its place among the drafts; one with a text counts before one without.
    let mut pages: HashMap<u64, usize> = HashMap::new();
    for (idx, claimant) in drafts.iter().enumerate().filter(|(_, claimant)| !claimant.is_derived()) {
        if let Some(page) = claimant.page {
            let known = pages.entry(page.address).or_insert(idx);
            if drafts[*known].draft.body.trim().is_empty() {
                *known = idx;
            }
        }
    }
    for page in drafts.iter().filter_map(|claimant| claimant.page.filter(|page| page.is_derived)) {
        if !pages.contains_key(&page.address) {
            lent.extend(textless.get(&page.address));
        }
    }
    let mut texts: HashMap<usize, String> = HashMap::new();
    for claimant in drafts.iter().filter(|claimant| claimant.is_derived()) {
        if let Some(idx) = claimant.page.and_then(|page| pages.get(&page.address))
            && drafts[*idx].draft.body.trim().is_empty()
        {
            texts.entry(*idx).or_insert_with(|| whole_text(&claimant.draft));
        }
    }
    for (idx, text) in texts {
        lent.push(drafts[idx].number);
        drafts[idx].draft.body = text;
    }
    drafts.retain(|claimant| !claimant.page.is_some_and(|page| page.is_derived && pages.contains_key(&page.address)));
    lent
}

/// The first line of a derived text may have been taken for its headline.
fn whole_text(draft: &Draft) -> String {
    match &draft.title {
        Some(title) => format!("{title}\n\n{}", draft.body),
        None => draft.body.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::derived::Page;
    use super::*;

    #[test]
    fn a_page_without_text_gets_the_derived_one() {
        let claimant = |number: u64, address: &str, is_derived: bool, body: &str| Claimant {
            number: Some(number),
            byte: 0,
            draft: Draft { title: (!is_derived).then(|| "Rain".to_owned()), body: body.to_owned(), ..Draft::default() },
            page: Some(Page::new(address, "2024-03-25", is_derived)),
        };
        let check = |drafts: &[(u64, &str, bool, &str)], expected: &[(u64, &str)], lent: &[u64]| {
            let mut drafts: Vec<Claimant> =
                drafts.iter().map(|(number, address, is, body)| claimant(*number, address, *is, body)).collect();
            let textless = HashMap::from([(Page::new("http://x.example/c", "", false).address, Some(9))]);
            let mut numbers = super::lend(&mut drafts, &textless);
            numbers.sort();
            let shown: Vec<(u64, &str)> =
                drafts.iter().map(|claimant| (claimant.number.unwrap(), claimant.draft.body.as_str())).collect();
            assert_eq!((shown, numbers), (expected.to_vec(), lent.iter().copied().map(Some).collect()));
        };
        let (a, b, c) = ("https://x.example/a", "https://x.example/b", "https://x.example/c");
        check(&[(1, a, false, "It rained."), (2, a, true, "Menu It rained.")], &[(1, "It rained.")], &[]);
        check(&[(1, a, true, "Menu"), (2, b, false, "Sun."), (3, a, false, "")], &[(2, "Sun."), (3, "Menu")], &[3]);
        check(&[(1, a, false, ""), (2, a, true, "Menu"), (3, a, true, "Again")], &[(1, "Menu")], &[1]);
        check(&[(1, a, false, ""), (2, a, false, "It rained."), (3, a, true, "Menu")], &[(1, ""), (2, "It rained.")], &[]);
        check(&[(1, b, true, "Text"), (2, c, true, "Lent")], &[(1, "Text"), (2, "Lent")], &[9]);
    }
}
