//! Word, OpenDocument and REFI-QDA: zip archives that lie, bombs, XML that expands.

use std::io::{Cursor, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::run::{CANARY, Comes, Input};

pub fn inputs() -> Vec<Input> {
    [bombs(), liars(), names(), xml(), word(), projects()].into_iter().flatten().collect()
}

fn read(file: &str, bytes: Vec<u8>) -> Input {
    Input::new(file, bytes, Comes::Read)
}

fn refused(file: &str, bytes: Vec<u8>, code: &'static str) -> Input {
    Input::new(file, bytes, Comes::Refused(code))
}

fn zip_of(files: &[(&str, &[u8])], method: CompressionMethod) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        zip.start_file(*name, SimpleFileOptions::default().compression_method(method)).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn deflated(files: &[(&str, &[u8])]) -> Vec<u8> {
    zip_of(files, CompressionMethod::Deflated)
}

/// A Word document whose body is this XML.
fn docx(body: &str) -> Vec<u8> {
    docx_of(document(body).as_bytes())
}

fn docx_of(document: &[u8]) -> Vec<u8> {
    deflated(&[("[Content_Types].xml", b"<Types/>"), ("word/document.xml", document)])
}

fn document(body: &str) -> String {
    format!(
        "<w:document xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'><w:body>{body}</w:body></w:document>"
    )
}

fn paragraph(words: &str) -> String {
    format!("<w:p><w:r><w:t>{words}</w:t></w:r></w:p>")
}

fn odt(content: &str) -> Vec<u8> {
    deflated(&[("mimetype", b"application/vnd.oasis.opendocument.text"), ("content.xml", content.as_bytes())])
}

fn office(body: &str) -> String {
    format!(
        "<o:text xmlns:o='urn:office:1.0' xmlns:text='urn:oasis:names:tc:opendocument:xmlns:text:1.0'>{body}</o:text>"
    )
}

fn qdpx(sources: &str, files: &[(&str, &[u8])]) -> Vec<u8> {
    let project = format!("<Project xmlns='urn:QDA-XML:project:1.0'><Sources>{sources}</Sources></Project>");
    deflated(&[&[("project.qde", project.as_bytes())], files].concat())
}

/// Small files that unpack to much.
fn bombs() -> Vec<Input> {
    let spaces = vec![b' '; 24 << 20];
    let nested = (0..10).fold(docx(&paragraph(CANARY)), |inner, n| deflated(&[(&format!("{n}.zip"), &inner)]));
    let bomb = deflated(&[("[Content_Types].xml", b"<Types/>"), ("word/document.xml", &spaces)]);
    let many: Vec<(String, Vec<u8>)> = (0..12_000).map(|n| (format!("word/{n}.xml"), Vec::new())).collect();
    let many: Vec<(&str, &[u8])> = many.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
    let text = document(&paragraph(CANARY));
    let wrapped =
        [&[("[Content_Types].xml", &b"<Types/>"[..]), ("word/document.xml", text.as_bytes())], &many[..]].concat();
    let inner = "<TextSource name='a' richTextPath='internal://a.docx'/>";
    vec![
        refused("bomb.docx", bomb.clone(), "too-large"),
        refused("bomb.odt", odt(&" ".repeat(24 << 20)), "too-large"),
        refused("bomb.qdpx", deflated(&[("p.qde", &spaces)]), "too-large"),
        refused("bomb-in-a-bomb.qdpx", qdpx(inner, &[("sources/a.docx", &bomb)]), "too-large"),
        refused(
            "bomb-text.qdpx",
            qdpx("<TextSource name='a' plainTextPath='internal://a.txt'/>", &[("sources/a.txt", &spaces)]),
            "too-large",
        ),
        Input::new("bomb-named-often.qdpx", qdpx(&inner.repeat(2000), &[("sources/a.docx", &bomb)]), Comes::Some),
        refused("nested.docx", nested, "mislabelled"),
        refused("many-files.docx", zip_of(&wrapped, CompressionMethod::Stored), "too-large"),
        refused(
            "styles-bomb.docx",
            deflated(&[
                ("[Content_Types].xml", b"<Types/>"),
                ("word/document.xml", document(&paragraph(CANARY)).as_bytes()),
                (
                    "word/_rels/document.xml.rels",
                    b"<Relationships><Relationship Type='x/styles' Target='styles.xml'/></Relationships>",
                ),
                ("word/styles.xml", &spaces),
            ]),
            "too-large",
        ),
        refused(
            "mimetype-bomb.odt",
            deflated(&[("mimetype", &spaces), ("content.xml", office("").as_bytes())]),
            "mislabelled",
        ),
    ]
}

/// Archives whose directories are not true.
fn liars() -> Vec<Input> {
    let whole = docx(&paragraph(CANARY));
    let central = memchr::memmem::rfind(&whole, b"PK\x01\x02").unwrap();
    let end = memchr::memmem::rfind(&whole, b"PK\x05\x06").unwrap();
    let patched = |at: usize, bytes: &[u8]| {
        let mut patched = whole.clone();
        patched[at..at + bytes.len()].copy_from_slice(bytes);
        patched
    };
    let either = |file: &str, bytes: Vec<u8>| Input::new(file, bytes, Comes::Either);
    let mut all = vec![
        either("size-0.docx", patched(central + 24, &0_u32.to_le_bytes())),
        either("size-4-gib.docx", patched(central + 24, &0xFFFF_FFFE_u32.to_le_bytes())),
        either("packed-4-gib.docx", patched(central + 20, &0xFFFF_FFFE_u32.to_le_bytes())),
        refused("packed-0.docx", patched(central + 20, &0_u32.to_le_bytes()), "damaged"),
        refused("crc.docx", patched(central + 16, &[1, 2, 3, 4]), "damaged"),
        refused("method.docx", patched(central + 10, &[99, 0]), "damaged"),
        either("encrypted.docx", patched(central + 8, &[1, 0])),
        either("offset.docx", patched(central + 42, &0xFFFF_FFF0_u32.to_le_bytes())),
        either("offset-of-itself.docx", patched(central + 42, &(central as u32).to_le_bytes())),
        either("entries-65535.docx", patched(end + 8, &[0xFF, 0xFF, 0xFF, 0xFF])),
        either("directory-size.docx", patched(end + 12, &0xFFFF_FFF0_u32.to_le_bytes())),
        either("directory-place.docx", patched(end + 16, &0xFFFF_FFF0_u32.to_le_bytes())),
        either("name-long.docx", patched(central + 28, &[0xFF, 0xFF])),
        either("comment-long.docx", patched(end + 20, &[0xFF, 0xFF])),
        refused("cut-short.docx", whole[..whole.len() / 2].to_vec(), "damaged"),
        refused("no-directory.docx", whole[..central].to_vec(), "damaged"),
        either("bytes-before.docx", [b"PK garbage "[..].to_vec(), whole.clone()].concat()),
        either("two-in-one.docx", [whole.clone(), whole.clone()].concat()),
        refused("only-a-head.docx", b"PK\x03\x04".to_vec(), "damaged"),
        refused("zeros-after-a-head.docx", [b"PK\x03\x04".to_vec(), vec![0; 1 << 20]].concat(), "damaged"),
        refused("ends.docx", b"PK\x05\x06".repeat(50_000), "damaged"),
        refused("noise.docx", super::texts::noise(100_000), "damaged"),
        refused("empty.docx", Vec::new(), "damaged"),
        refused(
            "ole.docx",
            [b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".to_vec(), super::texts::noise(5000)].concat(),
            "old-word",
        ),
        refused("text.docx", CANARY.as_bytes().to_vec(), "mislabelled"),
    ];
    // Every byte of the directory's end turned over, one after the other.
    for at in end..whole.len() {
        let mut flipped = whole.clone();
        flipped[at] ^= 0xFF;
        all.push(either(&format!("flipped-{}.docx", at - end), flipped));
    }
    all
}

/// Names that would lead out of the folder: nothing is written anywhere, whatever they say.
fn names() -> Vec<Input> {
    let text = document(&paragraph(CANARY));
    let xml = text.as_bytes();
    let types: (&str, &[u8]) = ("[Content_Types].xml", b"<Types/>");
    let relation = |target: &str| {
        format!("<Relationships><Relationship Type='x/officeDocument' Target='{target}'/></Relationships>")
    };
    let leads = |file: &str, target: &str| {
        let relations = relation(target);
        refused(file, deflated(&[types, ("_rels/.rels", relations.as_bytes()), ("word/document.xml", xml)]), "no-text")
    };
    let source = |path: &str| format!("<TextSource name='a' plainTextPath='{path}'/>");
    let up = "../../../../../../../../etc/passwd";
    let slip: (&str, &[u8]) = ("../../slipped.txt", CANARY.as_bytes());
    vec![
        read("slip.docx", deflated(&[types, ("word/document.xml", xml), slip, ("/abs.txt", b"x"), ("C:\\x", b"y")])),
        leads("leads-out.docx", up),
        leads("leads-to-root.docx", "/etc/passwd"),
        leads("leads-to-a-file.docx", "file:///etc/passwd"),
        leads("leads-to-the-network.docx", "http://127.0.0.1:9/x"),
        leads("leads-to-nothing.docx", ""),
        refused(
            "leads-to-itself.docx",
            deflated(&[types, ("_rels/.rels", relation("_rels/.rels").as_bytes())]),
            "no-text",
        )
        .or_read(),
        refused("leads-out.qdpx", qdpx(&source(&format!("internal://{up}")), &[]), "no-text"),
        refused("leads-to-root.qdpx", qdpx(&source("internal:///etc/passwd"), &[]), "no-text"),
        refused("leads-to-a-file.qdpx", qdpx(&source("file:///etc/passwd"), &[]), "no-text"),
        refused("leads-beside.qdpx", qdpx(&source("relative:///etc/passwd"), &[]), "no-text"),
        refused("leads-to-root-plainly.qdpx", qdpx(&source("/etc/passwd"), &[]), "no-text"),
        read("the-same-name-twice.docx", double(&[types, ("word/document.xml", xml)])).or_read(),
        refused(
            "names-not-utf8.docx",
            renamed(&docx(&paragraph("x")), b"word/document.xml", b"word/\xFF\xFEcument.xml"),
            "no-text",
        ),
        read("names-in-capitals.docx", deflated(&[types, ("WORD/DOCUMENT.XML", xml)])),
        refused("a-folder-as-a-file.docx", deflated(&[types, ("word/document.xml/", b"")]), "no-text"),
    ]
}

/// An archive in which a second file has the first one's name.
fn double(files: &[(&str, &[u8])]) -> Vec<u8> {
    let more = [files, &[("word/document.xmX", &b"<not xml"[..])]].concat();
    renamed(&deflated(&more), b"word/document.xmX", b"word/document.xml")
}

fn renamed(zip: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
    let mut zip = zip.to_vec();
    let at: Vec<usize> = memchr::memmem::find_iter(&zip, from).collect();
    at.into_iter().for_each(|at| zip[at..at + to.len()].copy_from_slice(to));
    zip
}

/// XML that expands, reaches out, or never ends.
fn xml() -> Vec<Input> {
    let laughs: String = (1..10).map(|n| format!("<!ENTITY l{n} '{}'>", format!("&l{};", n - 1).repeat(10))).collect();
    let typed =
        |inner: &str, body: &str| format!("<?xml version='1.0'?><!DOCTYPE x [{inner}]>{}", document(&paragraph(body)));
    let of = |xml: String| docx_of(xml.as_bytes());
    let deep = |inner: &str, depth: usize| inner.repeat(depth);
    vec![
        read("laughs.docx", of(typed(&format!("<!ENTITY l0 '{CANARY}'>{laughs}"), "a&l9;b"))),
        read(
            "laughs-of-one.docx",
            of(typed(&format!("<!ENTITY l '{}'>", CANARY.repeat(50_000)), &"&l;".repeat(50_000))),
        ),
        read("entity-of-itself.docx", of(typed("<!ENTITY a '&b;'><!ENTITY b '&a;'>", "x&a;y"))),
        read("entity-from-a-file.docx", of(typed("<!ENTITY a SYSTEM 'file:///etc/passwd'>", "x&a;y"))),
        read("entity-from-the-network.docx", of(typed("<!ENTITY % a SYSTEM 'http://127.0.0.1:9/x.dtd'> %a;", "x"))),
        read(
            "types-from-a-file.docx",
            of(format!("<!DOCTYPE x SYSTEM 'file:///etc/passwd'>{}", document(&paragraph(CANARY)))),
        ),
        read(
            "includes.docx",
            of(document("<xi:include xmlns:xi='http://www.w3.org/2001/XInclude' href='/etc/passwd' parse='text'/>")),
        ),
        refused("types-without-end.docx", of(format!("<!DOCTYPE x [{}", "<!ENTITY a 'b'>".repeat(50_000))), "damaged"),
        refused("char-0.docx", docx(&paragraph("a&#0;b")), "damaged"),
        refused("char-surrogate.docx", docx(&paragraph("a&#xD800;b")), "damaged"),
        refused("char-huge.docx", docx(&paragraph("a&#99999999999999999999;b")), "damaged"),
        read("char-escape.docx", docx(&paragraph(&format!("{CANARY}&#27;[2J&#x202e;&#xFFFE;")))),
        refused("deep.docx", docx(&deep("<a>", 1_000_000)), "too-large"),
        refused("deep.odt", odt(&office(&deep("<a>", 1_000_000))), "too-large"),
        refused("deep-boxes.docx", docx(&deep("<w:p><w:r><w:t>", 200_000)), "too-large"),
        refused("never-closed.docx", docx("<w:p>"), "damaged"),
        refused("closed-too-often.docx", docx("</w:p></w:p></w:p>"), "damaged"),
        refused("crossed.docx", docx("<w:p><w:r></w:p></w:r>"), "damaged"),
        refused("comment-open.docx", docx(&format!("<!-- {CANARY}")), "damaged"),
        refused("cdata-open.docx", docx(&format!("<![CDATA[{CANARY}")), "damaged"),
        refused("not-utf8.docx", docx_of(&[b"<a>\xFF\xFE".to_vec(), b"</a>".to_vec()].concat()), "damaged"),
        refused("binary.docx", docx_of(&super::texts::noise(50_000)), "damaged"),
        refused("nothing.docx", docx_of(b""), "damaged").or_read(),
        read(
            "attributes.docx",
            docx(&format!(
                "<w:p {}>{}</w:p>",
                (0..20_000).map(|n| format!("a{n}='x' ")).collect::<String>(),
                paragraph(CANARY).replace("<w:p>", "").replace("</w:p>", "")
            )),
        ),
        read(
            "attribute-long.docx",
            docx(&format!("<w:p a='{}'><w:r><w:t>{CANARY}</w:t></w:r></w:p>", "&amp;".repeat(200_000))),
        ),
        read(
            "namespaces.docx",
            docx(&format!(
                "<a {}>{}</a>",
                (0..2000).map(|n| format!("xmlns:n{n}='u' ")).collect::<String>(),
                "<b/>".repeat(2000)
            )),
        )
        .or_read(),
        read("element-name-long.docx", docx(&format!("<{0}>x</{0}>", "a".repeat(500_000)))),
        read("utf16.docx", docx_of(&super::texts::utf16(&document(&paragraph(CANARY)), true))),
        read("words.docx", docx(&paragraph(CANARY).repeat(20_000))),
        read(
            "spaces.odt",
            odt(&office(&format!("<text:p>{CANARY}{}</text:p>", "<text:s text:c='4294967295'/>".repeat(200)))),
        ),
        read(
            "spaces-negative.odt",
            odt(&office(&format!("<text:p>{CANARY}<text:s text:c='-1'/><text:s text:c='x'/></text:p>"))),
        ),
        read(
            "heading-level.odt",
            odt(&office(&format!(
                "<text:h text:outline-level='4294967296'>{CANARY}</text:h><text:h text:outline-level='0'>x</text:h>"
            ))),
        ),
    ]
}

/// Word's own structures, in rings and in masses.
fn word() -> Vec<Input> {
    let types: (&str, &[u8]) = ("[Content_Types].xml", b"<Types/>");
    let own = b"<Relationships><Relationship Type='x/styles' Target='styles.xml'/><Relationship Type='x/footnotes' Target='footnotes.xml'/></Relationships>";
    let with = |body: &str, styles: &str, notes: &str| {
        let part = |inner: &str| document("").replace("<w:body></w:body>", inner);
        deflated(&[
            types,
            ("word/_rels/document.xml.rels", own),
            ("word/document.xml", document(body).as_bytes()),
            ("word/styles.xml", part(styles).as_bytes()),
            ("word/footnotes.xml", part(notes).as_bytes()),
        ])
    };
    let ring: String = (0..5000)
        .map(|n| format!("<w:style w:styleId='S{n}'><w:basedOn w:val='S{}'/></w:style>", (n + 1) % 5000))
        .collect();
    let refers = "<w:p><w:r><w:footnoteReference w:id='1'/></w:r></w:p>";
    let notes: String =
        (0..2000).map(|n| format!("<w:footnote w:id='{n}'>{}</w:footnote>", paragraph(CANARY))).collect();
    let refer: String = (0..2000).map(|n| format!("<w:p><w:r><w:footnoteReference w:id='{n}'/></w:r></w:p>")).collect();
    vec![
        read("styles-in-a-ring.docx", with(&paragraph(CANARY), &ring, "")),
        read(
            "a-note-referred-to-often.docx",
            with(
                &refers.repeat(5000),
                "",
                &format!("<w:footnote w:id='1'>{}</w:footnote>", paragraph(&"x".repeat(100))),
            ),
        ),
        Input::new(
            "a-large-note-referred-to-often.docx",
            with(
                &refers.repeat(20_000),
                "",
                &format!("<w:footnote w:id='1'>{}</w:footnote>", paragraph(&format!("{CANARY} ").repeat(20_000))),
            ),
            Comes::Either,
        ),
        read("notes.docx", with(&refer, "", &notes)),
        read("a-note-that-is-not-there.docx", with(refers, "", "")),
        read(
            "deleted-ends.docx",
            docx(
                &format!("<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>{CANARY} </w:t></w:r></w:p>")
                    .repeat(20_000),
            ),
        ),
    ]
}

fn projects() -> Vec<Input> {
    let source = |n: usize| format!("<TextSource name='bad{n}' plainTextPath='internal://{n}.txt'/>");
    vec![
        refused("no-project.qdpx", deflated(&[("a.txt", CANARY.as_bytes())]), "mislabelled"),
        refused("two-projects.qdpx", deflated(&[("a.qde", b"<Project/>"), ("b.qde", b"<Project/>")]), "several"),
        refused("no-sources.qdpx", qdpx("", &[]), "no-text"),
        refused("damaged.qdpx", deflated(&[("a.qde", b"<Project><Sources>")]), "damaged"),
        Input::new(
            "sources-that-are-not-there.qdpx",
            qdpx(&(0..9000).map(source).collect::<String>(), &[]),
            Comes::Some,
        ),
        refused("sources.qdpx", qdpx(&(0..100_000).map(source).collect::<String>(), &[]), "too-large"),
        refused(
            "name-of-escapes.qdpx",
            qdpx("<TextSource name='&#27;[2J&#10;&#x202e;' plainTextPath='internal://x'/>", &[]),
            "no-text",
        ),
        read(
            "nested-sources.qdpx",
            qdpx(&format!("{}{}", "<AudioSource name='a'>".repeat(200), "</AudioSource>".repeat(200)), &[]),
        )
        .or_read(),
        read(
            "content-inside.qdpx",
            qdpx(&format!("<TextSource name='a'><PlainTextContent>{CANARY}</PlainTextContent></TextSource>"), &[]),
        ),
        refused(
            "text-binary.qdpx",
            qdpx("<TextSource name='a' plainTextPath='internal://a.txt'/>", &[("sources/a.txt", b"\0\0\0")]),
            "damaged",
        ),
    ]
}
