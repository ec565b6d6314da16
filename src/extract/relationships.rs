//! Which part of a document of Word or PowerPoint belongs to which, and where it is.

use super::xml::tree::parse;

/// A part that another names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Relationship {
    /// The name that the other part uses.
    pub id: String,
    /// What it is: the last word of an address, such as `footnotes`.
    pub kind: String,
    /// Where it is, relative to the other part's folder.
    pub target: String,
}

/// Returns the relationships that a part states, without those to places outside of the document.
pub fn read(xml: &str) -> Vec<Relationship> {
    let Some(root) = parse(xml).0 else { return Vec::new() };
    let relationships = root.elements().filter(|element| element.attribute("TargetMode") != Some("External"));
    let read = relationships.filter_map(|element| {
        Some(Relationship {
            id: element.attribute("Id").unwrap_or("").to_owned(),
            kind: element.attribute("Type")?.rsplit('/').next()?.to_owned(),
            target: element.attribute("Target")?.to_owned(),
        })
    });
    read.collect()
}

/// Returns the name in the archive of a target that a part in `folder` states.
pub fn resolved(target: &str, folder: &str) -> String {
    let whole = match target.strip_prefix('/') {
        Some(name) => name.to_owned(),
        None => format!("{folder}/{target}"),
    };
    let mut names: Vec<&str> = Vec::new();
    for name in whole.split('/') {
        match name {
            "" | "." => {}
            ".." => drop(names.pop()),
            name => names.push(name),
        }
    }
    names.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_told_by_their_last_word() {
        let xml = "<Relationships><Relationship Id='r1' Type='http://x/officeDocument' Target='word/document2.xml'/>\
                   <Relationship Type='http://x/hyperlink' Target='https://post.example' TargetMode='External'/></Relationships>";
        let expected =
            Relationship { id: "r1".to_owned(), kind: "officeDocument".to_owned(), target: "word/document2.xml".to_owned() };
        assert_eq!(read(xml), [expected]);
    }

    #[test]
    fn targets_are_relative_to_their_part() {
        assert_eq!(resolved("../notesSlides/n1.xml", "ppt/slides"), "ppt/notesSlides/n1.xml");
        assert_eq!(resolved("/word/styles.xml", "word"), "word/styles.xml");
        assert_eq!(resolved("word/document.xml", ""), "word/document.xml");
    }
}
