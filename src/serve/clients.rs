//! Who asks, and how much each of them takes at once.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Somebody who asks: an address. Of an IPv6 address only the network counts, because whoever has
/// one address of it has 2⁶⁴.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Client(IpAddr);

impl Client {
    pub(super) fn of(address: IpAddr) -> Client {
        match address.to_canonical() {
            IpAddr::V4(address) => Client(IpAddr::V4(address)),
            IpAddr::V6(address) => {
                let [a, b, c, d, ..] = address.segments();
                Client(IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0)))
            }
        }
    }
}

/// The places that clients have taken. Only clients with a place are in memory.
pub(super) struct Clients {
    /// Maximum number of places of one client.
    max: usize,
    taken: Mutex<HashMap<Client, usize>>,
}

/// A place of a client. It is free again when this is dropped.
pub(super) struct Place {
    clients: Arc<Clients>,
    client: Client,
}

impl Clients {
    pub(super) fn new(max: usize) -> Arc<Clients> {
        Arc::new(Clients { max, taken: Mutex::default() })
    }

    /// Returns a place for a client. `None` if it has too many.
    pub(super) fn enter(self: &Arc<Self>, client: Client) -> Option<Place> {
        let mut taken = self.taken();
        let n_taken = taken.get(&client).copied().unwrap_or(0);
        if n_taken >= self.max {
            return None;
        }
        taken.insert(client, n_taken + 1);
        Some(Place { clients: Arc::clone(self), client })
    }

    fn taken(&self) -> MutexGuard<'_, HashMap<Client, usize>> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut taken = self.clients.taken();
        match taken.get_mut(&self.client) {
            Some(n_taken) if *n_taken > 1 => *n_taken -= 1,
            _ => drop(taken.remove(&self.client)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client(address: &str) -> Client {
        Client::of(address.parse().unwrap())
    }

    #[test]
    fn addresses_of_one_network_are_one_client() {
        assert_eq!(client("2001:db8::1"), client("2001:db8:0:0:ffff::2"));
        assert_ne!(client("2001:db8::1"), client("2001:db8:0:1::1"));
        assert_eq!(client("::ffff:10.0.0.1"), client("10.0.0.1"));
        assert_ne!(client("10.0.0.2"), client("10.0.0.1"));
    }

    #[test]
    fn each_client_has_its_places_and_gets_them_back() {
        let clients = Clients::new(2);
        let [one, other] = ["10.0.0.1", "10.0.0.2"].map(client);
        let first = clients.enter(one);
        let second = clients.enter(one);
        assert!(first.is_some() && second.is_some() && clients.enter(one).is_none());
        assert!(clients.enter(other).is_some());
        drop(first);
        assert!(clients.enter(one).is_some());
        drop(second);
        assert!(clients.taken().is_empty());
    }
}
