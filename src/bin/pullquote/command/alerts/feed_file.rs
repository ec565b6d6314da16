//! The feed that `alerts --atom FILE` keeps: earlier alerts, and the new ones.

use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use jiff::Timestamp;
use pullquote::file::{self, Audience};
use pullquote::render::feed::item::{Feed, Item};
use pullquote::render::feed::xml;
use pullquote::watchlist::SearchAlerts;
use sha2::{Digest, Sha256};

use crate::command::now;
use crate::file::replace;
use crate::links::FileLinks;

/// Maximum alerts in a feed.
const N_ITEMS: usize = 1000;

/// Maximum size of a feed; a longer file is something else.
const MAX_FEED_BYTES: u64 = 64 << 20;

/// A feed in a file, to which alerts are added.
pub(super) struct FeedFile {
    path: PathBuf,
    id: String,
    /// The text of the file before this run.
    older: Option<String>,
    /// The new alerts.
    items: Vec<Item>,
}

impl FeedFile {
    /// Opens a feed. Fails if the file exists and is not the feed of this watchlist and index.
    pub(super) fn open(path: &Path, key: &str) -> Result<FeedFile> {
        let failed = || format!("cannot read `{}`", path.display());
        let mut older = None;
        match file::open(path) {
            Ok(file) => {
                let mut text = String::new();
                file.take(MAX_FEED_BYTES).read_to_string(&mut text).with_context(failed)?;
                older = Some(text);
            }
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(error) => return Err(error).with_context(failed),
        }
        let feed = FeedFile { path: path.to_owned(), id: format!("urn:pullquote:alerts:{key}"), older, items: Vec::new() };
        feed.text()?;
        Ok(feed)
    }

    pub(super) fn push(&mut self, found: &SearchAlerts<'_>, links: &FileLinks) {
        let name = found.search.name.as_str();
        let hash = Sha256::digest(name).iter().take(4).fold(0_u32, |bits, byte| (bits << 8) | u32::from(*byte));
        let told = told_at();
        for story in found.stories().take(N_ITEMS.saturating_sub(self.items.len())) {
            let Some(alert) = story.first() else { continue };
            let article = &alert.shown.hit.article;
            let here = || links.address_of(&article.place).unwrap_or_else(|| format!("urn:pullquote:{}", article.id));
            let item = Item::of(&alert.shown, here, told);
            self.items.push(Item {
                id: format!("{}:{hash:08x}", item.id),
                title: match story.len() {
                    1 => format!("{name}: {}", item.title),
                    n => format!("{name}: {} (and {} more of the same story)", item.title, n - 1),
                },
                // The time of an item in a feed is the time of the report.
                updated: told,
                category: Some(name.to_owned()),
                ..item
            });
        }
    }

    fn text(&self) -> Result<String> {
        let feed = Feed {
            title: "pullquote alerts".to_owned(),
            id: self.id.clone(),
            home: None,
            address: None,
            updated: told_at(),
            items: self.items.clone(),
        };
        let text = match &self.older {
            Some(older) => xml::atom_continued(&feed, older, N_ITEMS),
            None => xml::atom(&feed),
        };
        let other = || {
            format!("`{}` is not a feed of this watchlist and index; choose another file with `--atom FILE`", self.path.display())
        };
        text.with_context(other)
    }

    /// Writes the feed with the new alerts, which then count as old.
    pub(super) fn write(&mut self) -> Result<()> {
        if self.older.is_some() && self.items.is_empty() {
            return Ok(());
        }
        let text = self.text()?;
        replace(&self.path, Audience::Usual, text.as_bytes())?;
        self.items.clear();
        self.older = Some(text);
        Ok(())
    }
}

fn told_at() -> Timestamp {
    Timestamp::from_second(now()).unwrap_or_default()
}
