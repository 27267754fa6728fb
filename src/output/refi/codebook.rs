//! The codebook: a code a layer, its facets below it.

use std::io::{self, Write};

use uuid::Uuid;

use super::super::xml::{self, Xml};
use super::name::Names;
use super::{User, guid};
use crate::report::{Writer, shape};

/// The layers' colours in their order: Okabe and Ito (2008), told apart by most who see colours differently.
const COLORS: [&str; 6] = ["#0072B2", "#E69F00", "#CC79A7", "#009E73", "#56B4E9", "#D55E00"];

/// The codes of a report's layers.
#[derive(Debug, Clone, Default)]
pub(super) struct Codebook(Vec<Code>);

#[derive(Debug, Clone)]
struct Code {
    id: String,
    guid: Uuid,
    name: String,
    description: String,
    /// The same for a layer and its facets, whichever layers are kept.
    color: &'static str,
    facets: Vec<Code>,
}

impl Codebook {
    pub(super) fn of(header: &shape::Header) -> Codebook {
        let color = |layer: &shape::Layer| COLORS[layer.place % COLORS.len()];
        let facet = |layer: &shape::Layer, facet: &crate::layer::Facet| Code {
            id: facet.id.clone(),
            guid: guid::code(&[layer.id, &facet.id]),
            name: facet.name.clone(),
            description: String::new(),
            color: color(layer),
            facets: Vec::new(),
        };
        let layer = |layer: &shape::Layer| Code {
            id: layer.id.to_owned(),
            guid: guid::code(&[layer.id]),
            name: layer.name.to_owned(),
            description: format!("{} (Clarkson 2003, pp. {})", layer.definition, layer.pages),
            color: color(layer),
            facets: layer.facets.iter().map(|known| facet(layer, known)).collect(),
        };
        let mut codes: Vec<Code> = header.layers.iter().map(layer).collect();
        let mut names = Names::default();
        for code in &mut codes {
            code.name = names.take(&code.name, || code.name.clone());
        }
        for Code { name: layer, facets, .. } in &mut codes {
            for facet in facets {
                facet.name = names.take(&facet.name, || format!("{layer}: {}", facet.name));
            }
        }
        Codebook(codes)
    }

    /// The code of a layer, by its id.
    pub(super) fn layer(&self, id: &str) -> Uuid {
        self.code(id).map_or(guid::code(&[id]), |code| code.guid)
    }

    /// The code of a facet, by the ids of its layer and itself.
    pub(super) fn facet(&self, layer: &str, id: &str) -> Uuid {
        let facet = self.code(layer).and_then(|code| code.facets.iter().find(|facet| facet.id == id));
        facet.map_or(guid::code(&[layer, id]), |code| code.guid)
    }

    fn code(&self, id: &str) -> Option<&Code> {
        self.0.iter().find(|code| code.id == id)
    }

    /// Writes `Codes`; nothing where there is no layer, since the schema has no empty ones.
    pub(super) fn write(&self, xml: &mut Xml) -> io::Result<()> {
        if self.0.is_empty() {
            return Ok(());
        }
        xml.create_element("Codes").write_inner_content(|xml| self.0.iter().try_for_each(|code| code.write(xml)))?;
        Ok(())
    }
}

impl Code {
    fn write(&self, xml: &mut Xml) -> io::Result<()> {
        let element = xml
            .create_element("Code")
            .with_attribute(("guid", self.guid.to_string().as_str()))
            .with_attribute(("name", &*xml::clean(&self.name)))
            .with_attribute(("isCodable", "true"))
            .with_attribute(("color", self.color));
        element.write_inner_content(|xml| {
            if !self.description.is_empty() {
                xml::element(xml, "Description", &self.description)?;
            }
            self.facets.iter().try_for_each(|facet| facet.write(xml))
        })?;
        Ok(())
    }
}

/// Writes the codebook alone.
pub struct Qdc<W>(pub W);

impl<W: Write> Writer for Qdc<W> {
    fn begin(&mut self, header: &shape::Header) -> io::Result<()> {
        let (user, codebook) = (User::of(header), Codebook::of(header));
        let mut xml = xml::begin()?;
        xml.create_element("CodeBook")
            .with_attribute(("xmlns", "urn:QDA-XML:codebook:1.0"))
            .with_attribute(("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance"))
            .with_attribute((
                "xsi:schemaLocation",
                "urn:QDA-XML:codebook:1.0 http://schema.qdasoftware.org/versions/Codebook/v1.0/Codebook.xsd",
            ))
            .with_attribute(("origin", &*xml::clean(&user.origin)))
            .write_inner_content(|xml| codebook.write(xml))?;
        self.0.write_all(&xml.into_inner())?;
        self.0.write_all(b"\n")
    }

    fn passage(&mut self, _passage: &shape::Passage) -> io::Result<()> {
        Ok(())
    }

    fn failure(&mut self, _failure: &shape::Failure) -> io::Result<()> {
        Ok(())
    }

    fn finish(&mut self, _totals: &shape::Totals) -> io::Result<()> {
        self.0.flush()
    }
}
