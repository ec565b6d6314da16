//! Whatever an export holds, extracting ends, and numbers its articles.
#![no_main]

use libfuzzer_sys::fuzz_target;
use pullquote::extract::export::{self, Service};

const SERVICES: [Service; 11] = [
    Service::Factiva,
    Service::Nexis,
    Service::ProQuest,
    Service::Europresse,
    Service::Retriever,
    Service::Wisers,
    Service::Apa,
    Service::Mediargus,
    Service::Ris,
    Service::Trec,
    Service::Mind,
];

fuzz_target!(|text: &str| {
    let named = Service::of(text);
    for service in SERVICES.into_iter().chain(named) {
        let (articles, _) = export::extract(text, service);
        let mut numbers = articles.iter().map(|(number, _)| *number);
        assert!((1..=articles.len() as u64).all(|number| numbers.next() == Some(number)));
    }
});
