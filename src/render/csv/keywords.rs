//! The words that set articles apart.

use std::io::{self, Write};

use super::cell::cell;
use crate::search::{Keyword, Keywords};

/// Writes a row for each word, after a line of names.
pub fn write_csv(out: &mut dyn Write, keywords: &Keywords) -> io::Result<()> {
    write!(out, "word,written,articles,share,all,share_of_all,score,asked\r\n")?;
    for keyword in &keywords.words {
        let Keyword { written, word, n_hits, n_articles, score, is_asked } = keyword;
        let [share, of_all] = [keywords.share_of_hits(keyword), keywords.share_of_all(keyword)];
        let (word, written) = (cell(word), cell(written));
        write!(out, "{word},{written},{n_hits},{share:.6},{n_articles},{of_all:.6},{score:.3},{is_asked}\r\n")?;
    }
    Ok(())
}
