use crate::{article::Language, quote::Quote};
pub fn find(_b: &str, _l: Option<&Language>) -> Vec<Quote> {
    vec![]
}
