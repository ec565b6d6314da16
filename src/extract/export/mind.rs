//! The news of MIND, a line an article, in columns between tabs: id, category, subcategory, headline,
//! abstract, address, and the entities of headline and abstract as JSON.

use super::articles::Articles;
use super::record::{Field, Record};

const N_COLUMNS: usize = 8;

/// Returns whether the first line of a text has these columns.
pub(super) fn is_one(text: &str) -> bool {
    let line = text.lines().next().unwrap_or("");
    let columns: Vec<&str> = line.splitn(N_COLUMNS + 1, '\t').collect();
    let [id, category, _, _, _, url, entities, _] = columns[..] else { return false };
    let is_id = id.strip_prefix('N').is_some_and(|digits| !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()));
    is_id
        && !category.is_empty()
        && (url.is_empty() || url.starts_with("http"))
        && (entities.is_empty() || entities.starts_with('['))
}

pub(super) fn read(text: &str, articles: &mut Articles) {
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        let columns: Vec<&str> = line.splitn(N_COLUMNS + 1, '\t').collect();
        let [id, category, _, title, summary, url, _, _] = columns[..] else {
            articles.refuse(&format!("the line has {} columns, not {N_COLUMNS}", columns.len()));
            continue;
        };
        let mut record = Record::default();
        record.add(Field::Id, id);
        record.add(Field::Section, category);
        record.add(Field::Title, title);
        record.add(Field::Summary, summary);
        record.add(Field::Url, url);
        articles.add(&record, false);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_an_article() {
        let line = "N55\tnews\tnewsworld\tFerry stays\tIt stays.\thttps://x.example/a.html\t[{\"Label\": \"x\"}]\t[]";
        assert!(is_one(line) && !is_one("N55\tnews\tFerry") && !is_one("It rained.") && !is_one(&line.replace("N55", "id")));
        let mut articles = Articles::default();
        read(&format!("{line}\nN56\tnews\n"), &mut articles);
        let draft = articles.found[0].1.as_ref().unwrap();
        assert_eq!((draft.title.as_deref(), draft.body.as_str(), draft.is_summary), (Some("Ferry stays"), "It stays.", true));
        assert_eq!((draft.section.as_deref(), draft.record_id.as_deref()), (Some("news"), Some("N55")));
        assert!(articles.found[1].1.is_err());
    }
}
