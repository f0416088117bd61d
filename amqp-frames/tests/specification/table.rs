//! The table in `amqp-1.0.tsv`, read.

/// All that AMQP 1.0 defines, in the specification's order.
#[derive(Debug, Default)]
pub(crate) struct Table {
    pub(crate) encodings: Vec<Encoding>,
    pub(crate) composites: Vec<Composite>,
    pub(crate) restricted: Vec<Restricted>,
    pub(crate) definitions: Vec<(&'static str, u32)>,
}

/// One way to encode a primitive type (section 1.3.1).
#[derive(Debug)]
pub(crate) struct Encoding {
    pub(crate) of: &'static str,
    pub(crate) name: Option<&'static str>,
    pub(crate) code: u8,
    pub(crate) category: &'static str,
    pub(crate) width: usize,
}

/// A type that is a described list of fields (section 1.3.2).
#[derive(Debug)]
pub(crate) struct Composite {
    pub(crate) section: (&'static str, &'static str),
    pub(crate) name: &'static str,
    pub(crate) provides: Vec<&'static str>,
    pub(crate) descriptor: Descriptor,
    pub(crate) fields: Vec<Field>,
}

/// A type whose values are some of those of another type (section 1.3.5).
#[derive(Debug)]
pub(crate) struct Restricted {
    pub(crate) section: (&'static str, &'static str),
    pub(crate) name: &'static str,
    pub(crate) provides: Vec<&'static str>,
    pub(crate) descriptor: Option<Descriptor>,
    pub(crate) source: &'static str,
    /// Names and values.
    pub(crate) choices: Vec<(&'static str, &'static str)>,
}

/// A descriptor as symbol and as ulong (section 1.3.3).
pub(crate) type Descriptor = (&'static str, u64);

/// A field of a composite type (section 1.3.4).
#[derive(Debug)]
pub(crate) struct Field {
    pub(crate) name: &'static str,
    /// The type, `*` being any.
    pub(crate) of: &'static str,
    /// What the value's type has to provide.
    pub(crate) requires: Option<&'static str>,
    pub(crate) mandatory: bool,
    pub(crate) multiple: bool,
    /// As the specification writes it: of a type with choices, the name of one.
    pub(crate) default: Option<&'static str>,
}

impl Table {
    pub(crate) fn read() -> Self {
        let mut table = Self::default();
        let mut section = ("", "");
        for line in include_str!("amqp-1.0.tsv").lines().filter(|line| !line.starts_with('#')) {
            let cells: Vec<_> = line.split('\t').collect();
            match cells[..] {
                ["section", part, name] => section = (part, name),
                _ => table.push(section, &cells),
            }
        }
        table
    }

    fn push(&mut self, section: (&'static str, &'static str), cells: &[&'static str]) {
        match *cells {
            ["primitive", of, name, code, category, width] => {
                let code = hex(code).try_into().unwrap();
                let width = width.parse().unwrap();
                self.encodings.push(Encoding { of, name: present(name), code, category, width });
            }
            ["composite", name, provides, symbol, code] => {
                let descriptor = (symbol, hex(code));
                let provides = list(provides);
                self.composites.push(Composite { section, name, provides, descriptor, fields: Vec::new() });
            }
            ["restricted", name, provides, symbol, code, source] => {
                let descriptor = present(symbol).map(|symbol| (symbol, hex(code)));
                let (provides, choices) = (list(provides), Vec::new());
                self.restricted.push(Restricted { section, name, provides, descriptor, source, choices });
            }
            ["field", composite, name, of, requires, mandatory, multiple, default] => {
                let last = self.composites.last_mut().filter(|last| last.name == composite).unwrap();
                last.fields.push(Field {
                    name,
                    of,
                    requires: present(requires),
                    mandatory: mandatory.parse().unwrap(),
                    multiple: multiple.parse().unwrap(),
                    default: present(default),
                });
            }
            ["choice", restricted, name, value] => {
                let last = self.restricted.last_mut().filter(|last| last.name == restricted).unwrap();
                last.choices.push((name, value));
            }
            ["definition", name, value] => self.definitions.push((name, value.parse().unwrap())),
            _ => panic!("{cells:?}"),
        }
    }
}

fn present(cell: &'static str) -> Option<&'static str> {
    Some(cell).filter(|cell| *cell != "-")
}

fn list(cell: &'static str) -> Vec<&'static str> {
    present(cell).into_iter().flat_map(|cell| cell.split(',')).collect()
}

fn hex(cell: &str) -> u64 {
    u64::from_str_radix(cell.strip_prefix("0x").unwrap(), 16).unwrap()
}
