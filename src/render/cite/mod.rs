//! Articles as references, for reference managers and LaTeX.

pub(crate) mod bibtex;
pub(crate) mod csl;
pub(crate) mod record;
pub(crate) mod ris;
