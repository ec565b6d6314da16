#!/bin/sh
# mail-parser 0.11.9 leaves a whole text encoded if it has a line of equals signs; Python's email decodes all the rest.
#
# Newsletters separate their sections with such lines, and some programs send them as they are. Other readers of
# quoted-printable keep what is no code and go on. mail-parser gives up the part: each "é" of it stays "=C3=A9", and words that were broken at
# the end of a line stay in two pieces. Nothing found in such a mail is complete, and its text looks like text.
#
# Behaviour seen (mail-parser 0.11.9): "The caf=C3=A9 opens."; Python 3 reads "The café opens."
#
# Exits with 0 while that holds.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
mkdir "$folder/src"
cat > "$folder/Cargo.toml" <<'END'
[package]
name = "finding"
version = "0.0.0"
edition = "2024"

[dependencies]
mail-parser = "=0.11.9"
END
cat > "$folder/src/main.rs" <<'END'
fn main() {
    let mail = "Subject: x\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\n\
                The caf=C3=A9 opens.\n\n=====\n\nThe qu=\nay too.\n";
    let parsed = mail_parser::MessageParser::new().parse(mail).unwrap();
    let text = parsed.body_text(0).unwrap();
    println!("{text:?}");
    assert!(text.contains("caf=C3=A9") && text.contains("qu=\nay"));
}
END
(cd "$folder" && cargo run --quiet)
python3 - <<'END'
import email
import email.policy

MAIL = b"""Subject: x
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: quoted-printable

The caf=C3=A9 opens.

=====

The qu=
ay too.
"""
text = email.message_from_bytes(MAIL, policy=email.policy.default).get_content()
print(repr(text))
assert "The café opens." in text and "The quay too." in text
END
