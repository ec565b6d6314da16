//! The names by which the command line calls the functions of [`wire`](crate::wire).

pub use crate::wire::article::write_article;
pub use crate::wire::check::write_check;
pub use crate::wire::concordance::{write_concordance, write_picked};
pub use crate::wire::copying::write_copy;
pub use crate::wire::hit::write_answer;
pub use crate::wire::measures::write_measures;
pub use crate::wire::run::{write_event, write_plan, write_report};
pub use crate::wire::status::write_status;
