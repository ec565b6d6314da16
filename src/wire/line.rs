//! The envelope of every object: its version and its kind.

use std::io::{self, Write};

use serde::Serialize;

use super::json::write_object;

/// The version of every JSON object written here. It is raised when a change could break a reader.
const FORMAT_VERSION: u32 = 1;

/// The name of an object's kind, by which a reader tells lines apart.
pub trait Kind {
    /// The value of `kind`.
    const KIND: &'static str;
}

/// An object with its version and kind: the envelope of everything written here.
#[derive(Debug, Serialize)]
pub struct Line<T> {
    format_version: u32,
    kind: &'static str,
    #[serde(flatten)]
    content: T,
}

impl<T: Kind> Line<T> {
    /// Puts an object into its envelope.
    pub fn new(content: T) -> Line<T> {
        Line { format_version: FORMAT_VERSION, kind: T::KIND, content }
    }
}

/// Writes an object in its envelope on one line. Control characters are escaped, even those that JSON allows.
pub fn write_line<T: Kind + Serialize>(out: &mut dyn Write, content: T) -> io::Result<()> {
    write_object(out, &Line::new(content))
}

/// The schema of a line has its object's name: the envelope adds two properties, and no type of its own.
#[cfg(feature = "serve")]
mod schema {
    use utoipa::openapi::schema::{AllOfBuilder, Schema};
    use utoipa::openapi::{Object, ObjectBuilder, RefOr, Type};
    use utoipa::{PartialSchema, ToSchema};

    use super::{Kind, Line};

    impl<T: Kind + ToSchema> PartialSchema for Line<T> {
        fn schema() -> RefOr<Schema> {
            let envelope = ObjectBuilder::new()
                .property("format_version", u32::schema())
                .required("format_version")
                .property("kind", Object::with_type(Type::String))
                .required("kind");
            AllOfBuilder::new().item(envelope).item(T::schema()).into()
        }
    }

    impl<T: Kind + ToSchema> ToSchema for Line<T> {
        fn name() -> std::borrow::Cow<'static, str> {
            T::name()
        }

        fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
            T::schemas(schemas);
        }
    }
}
