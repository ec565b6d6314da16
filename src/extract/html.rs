use super::Finding;
use crate::article::Draft;
pub fn extract(_h: &str) -> (Draft, Vec<Finding>) {
    (Draft::default(), vec![])
}
