//! PDF: trees and tables in rings, forms that draw themselves, streams that lie.

use super::run::{CANARY, Comes, Input};

pub fn inputs() -> Vec<Input> {
    [files(), pages(), contents()].into_iter().flatten().collect()
}

fn either(file: &str, bytes: Vec<u8>) -> Input {
    Input::new(file, bytes, Comes::Either)
}

/// A PDF of these objects, numbered from 1, with a true table.
fn pdf(objects: &[String]) -> Vec<u8> {
    pdf_with(objects, "/Root 1 0 R")
}

fn pdf_with(objects: &[String], trailer: &str) -> Vec<u8> {
    let mut file = String::from("%PDF-1.7\n");
    let mut places = Vec::new();
    for (n, object) in objects.iter().enumerate() {
        places.push(file.len());
        file += &format!("{} 0 obj\n{object}\nendobj\n", n + 1);
    }
    let table = file.len();
    file += &format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    places.iter().for_each(|place| file += &format!("{place:010} 00000 n \n"));
    file += &format!("trailer\n<</Size {}{trailer}>>\nstartxref\n{table}\n%%EOF\n", objects.len() + 1);
    file.into_bytes()
}

fn stream(dictionary: &str, content: &str) -> String {
    format!("<<{dictionary}/Length {}>>stream\n{content}\nendstream", content.len())
}

fn font() -> String {
    "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>".to_owned()
}

const CATALOG: &str = "<</Type/Catalog/Pages 2 0 R>>";
const TREE: &str = "<</Type/Pages/Kids[3 0 R]/Count 1>>";

/// One page with this content, and further objects from 6 on.
fn page(content: &str, resources: &str, more: &[&str]) -> Vec<u8> {
    let page = format!(
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>{resources}>>>>"
    );
    let mut objects = vec![CATALOG.to_owned(), TREE.to_owned(), page, stream("", content), font()];
    objects.extend(more.iter().map(|object| (*object).to_owned()));
    pdf(&objects)
}

fn words(words: &str) -> String {
    format!("BT /F 12 Tf 72 700 Td ({words}) Tj ET")
}

/// Files that are no whole PDF, or whose table lies.
fn files() -> Vec<Input> {
    let whole = page(&words(CANARY), "", &[]);
    let text = String::from_utf8(whole.clone()).unwrap();
    let table = text.find("xref\n").unwrap();
    let with = |from: &str, to: &str| text.replacen(from, to, 1).into_bytes();
    let refused = |file: &str, bytes: Vec<u8>, code| Input::new(file, bytes, Comes::Refused(code));
    vec![
        Input::new("whole.pdf", whole.clone(), Comes::Read),
        refused("only-a-head.pdf", b"%PDF-1.7\n".to_vec(), "damaged"),
        refused("empty.pdf", Vec::new(), "damaged"),
        refused("text.pdf", CANARY.as_bytes().to_vec(), "mislabelled"),
        refused("noise.pdf", [b"%PDF-1.7\n".to_vec(), super::texts::noise(200_000)].concat(), "damaged"),
        either("cut-short.pdf", whole[..whole.len() / 2].to_vec()),
        either("no-table.pdf", whole[..table].to_vec()),
        either("table-nowhere.pdf", with(&format!("startxref\n{table}"), "startxref\n99999999999999999999")),
        either("table-of-itself.pdf", with("/Root 1 0 R", &format!("/Root 1 0 R/Prev {table}"))),
        either("table-negative.pdf", with("/Root 1 0 R", "/Root 1 0 R/Prev -1")),
        either("table-of-streams-of-itself.pdf", with("/Root 1 0 R", &format!("/Root 1 0 R/XRefStm {table}"))),
        either("size-huge.pdf", with("/Size 6", "/Size 2147483647")),
        either("rows-huge.pdf", with("xref\n0 6", "xref\n0 4294967295")),
        either("rows-from-huge.pdf", with("xref\n0 6", "xref\n4294967290 6")),
        either("places-in-the-middle.pdf", text.replace("00000 n", "00001 n").into_bytes()),
        either("root-itself.pdf", pdf(&["1 0 R".to_owned()])),
        either("root-in-a-ring.pdf", pdf(&["2 0 R".to_owned(), "3 0 R".to_owned(), "1 0 R".to_owned()])),
        either("no-root.pdf", pdf_with(&[CATALOG.to_owned()], "")),
        either(
            "encrypted-badly.pdf",
            pdf_with(
                &[CATALOG.to_owned(), TREE.to_owned()],
                "/Root 1 0 R/Encrypt<</Filter/Standard/V 99/R 99/O()/U()/P 0>>/ID[()()]",
            ),
        ),
        either("deep-lists.pdf", pdf(&["[".repeat(500_000)])),
        either("deep-dictionaries.pdf", pdf(&["<</a".repeat(300_000)])),
        either("deep-strings.pdf", pdf(&["(".repeat(500_000)])),
        either("objects.pdf", pdf(&vec![CATALOG.to_owned(); 50_000])),
        either(
            "tables.pdf",
            [
                b"%PDF-1.7\n".to_vec(),
                b"xref\n0 1\n0000000000 65535 f \ntrailer\n<<>>\nstartxref\n9\n%%EOF\n".repeat(5000),
            ]
            .concat(),
        ),
    ]
}

/// Trees of pages.
fn pages() -> Vec<Input> {
    let tree = |kids: &[&str]| -> Vec<u8> {
        let all: Vec<String> = [CATALOG].iter().chain(kids).map(|object| (*object).to_owned()).collect();
        pdf(&all)
    };
    let own = |n: usize| format!("<</Type/Pages/Kids[{} 0 R {} 0 R]/Count 2>>", n + 1, n + 1);
    let doubling: Vec<String> = [CATALOG.to_owned()]
        .into_iter()
        .chain((2..60).map(own))
        .chain(["<</Type/Page/MediaBox[0 0 9 9]>>".to_owned()])
        .collect();
    let chain: Vec<String> = [CATALOG.to_owned()]
        .into_iter()
        .chain((2..30_000).map(|n| format!("<</Type/Pages/Kids[{} 0 R]/Count 1>>", n + 1)))
        .collect();
    let kids = "3 0 R ".repeat(50_000);
    vec![
        either("pages-of-themselves.pdf", tree(&["<</Type/Pages/Kids[2 0 R]/Count 1>>"])),
        either("pages-in-a-ring.pdf", tree(&["<</Type/Pages/Kids[3 0 R]>>", "<</Type/Pages/Kids[2 0 R]>>"])),
        either(
            "pages-parent-ring.pdf",
            tree(&["<</Type/Pages/Kids[3 0 R]/Parent 3 0 R>>", "<</Type/Page/Parent 3 0 R>>"]),
        ),
        either("pages-doubling.pdf", pdf(&doubling)),
        either("pages-deep.pdf", pdf(&chain)),
        either(
            "a-page-often.pdf",
            tree(&[&format!("<</Type/Pages/Kids[{kids}]/Count 50000>>"), "<</Type/Page/MediaBox[0 0 9 9]>>"]),
        ),
        either(
            "count-huge.pdf",
            tree(&["<</Type/Pages/Kids[3 0 R]/Count 2147483647>>", "<</Type/Page/MediaBox[0 0 9 9]>>"]),
        ),
        either("kids-no-list.pdf", tree(&["<</Type/Pages/Kids(x)/Count -5>>"])),
        either("box-empty.pdf", tree(&[TREE, "<</Type/Page/MediaBox[0 0 0 0]>>"])),
        either("box-not-numbers.pdf", tree(&[TREE, "<</Type/Page/MediaBox[a (b) 1e999 -1]/Rotate 7/UserUnit 0>>"])),
    ]
}

/// What a page draws.
fn contents() -> Vec<Input> {
    let form = |content: &str| {
        stream("/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 6 0 R/Y 7 0 R>>>>", content)
    };
    let draws = "/XObject<</X 6 0 R/Y 7 0 R>>";
    let doubling = |n: usize| {
        stream(&format!("/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X {} 0 R>>>>", n + 1), "/X Do /X Do")
    };
    let forms: Vec<String> = (6..40).map(doubling).collect();
    let forms: Vec<&str> = forms.iter().map(String::as_str).collect();
    let map = stream(
        "",
        &format!("begincmap {} endcmap", "1 beginbfrange <00000000> <FFFFFFFF> <0000> endbfrange ".repeat(50)),
    );
    let composite = "<</Type/Font/Subtype/Type0/BaseFont/X/Encoding/Identity-H/DescendantFonts[<</Subtype/CIDFontType2/BaseFont/X>>]/ToUnicode 6 0 R>>";
    let type3 = "<</Type/Font/Subtype/Type3/FontBBox[0 0 1 1]/FontMatrix[1 0 0 1 0 0]/FirstChar 97/LastChar 97/Widths[1]/Encoding<</Differences[97/a]>>/CharProcs<</a 7 0 R>>/Resources<</Font<</F 6 0 R>>>>>>";
    let w = words(CANARY);
    vec![
        either("a-form-of-itself.pdf", page(&format!("{w} /X Do"), draws, &[&form("/X Do"), &form("")])),
        either("forms-in-a-ring.pdf", page(&format!("{w} /X Do"), draws, &[&form("/Y Do"), &form("/X Do")])),
        Input::new(
            "forms-doubling.pdf",
            page(&format!("{w} /X Do"), "/XObject<</X 6 0 R>>", &forms),
            Comes::Refused("too-slow"),
        )
        .with(&["--max-seconds", "2"]),
        either(
            "a-pattern-of-itself.pdf",
            page(
                &format!("/Pattern cs /P scn 0 0 9 9 re f {w}"),
                "/Pattern<</P 6 0 R>>",
                &[&stream(
                    "/PatternType 1/PaintType 1/TilingType 1/BBox[0 0 1 1]/XStep 0/YStep 0/Resources<</Pattern<</P 6 0 R>>>>",
                    "/Pattern cs /P scn 0 0 9 9 re f",
                )],
            ),
        ),
        either(
            "a-mask-of-itself.pdf",
            page(
                &format!("/G gs {w}"),
                "/ExtGState<</G<</SMask<</S/Luminosity/G 6 0 R>>>>>>",
                &[&stream(
                    "/Subtype/Form/BBox[0 0 9 9]/Group<</S/Transparency>>/Resources<</ExtGState<</G<</SMask<</S/Luminosity/G 6 0 R>>>>>>>>",
                    "/G gs 0 0 9 9 re f",
                )],
            ),
        ),
        either(
            "a-font-of-itself.pdf",
            page(
                &format!("{w} BT /T 9 Tf (aaa) Tj ET"),
                "/Font<</F 5 0 R/T 6 0 R>>",
                &[type3, &stream("", "BT /F 9 Tf (a) Tj ET")],
            ),
        ),
        either(
            "to-unicode-huge.pdf",
            page("BT /G 12 Tf 72 700 Td <00410042> Tj ET", "/Font<</F 5 0 R/G 7 0 R>>", &[&map, composite]),
        ),
        either("states.pdf", page(&format!("{}{w}", "q ".repeat(300_000)), "", &[])),
        either("states-closed.pdf", page(&format!("{}{w}", "Q ".repeat(300_000)), "", &[])),
        either("marks.pdf", page(&format!("{}{w}", "/A BMC ".repeat(100_000)), "", &[])),
        either(
            "numbers-huge.pdf",
            page(
                &format!("BT /F 1e308 Tf 1e308 1e308 Td ({CANARY}) Tj 9{} 0 0 9 0 0 Tm (x) Tj ET", "9".repeat(5000)),
                "",
                &[],
            ),
        ),
        either("numbers-without-operators.pdf", page(&format!("{}{w}", "1 ".repeat(500_000)), "", &[])),
        either(
            "words.pdf",
            page(&format!("BT /F 12 Tf 72 700 Td {}ET", format!("({CANARY}) Tj T* ").repeat(5000)), "", &[]),
        ),
        either(
            "words-in-one-place.pdf",
            page(&format!("BT /F 12 Tf 72 700 Td {}ET", format!("({CANARY}) Tj 0 0 Td ").repeat(5000)), "", &[]),
        ),
        either("string-open.pdf", page(&format!("BT /F 12 Tf ({CANARY}"), "", &[])),
        either("picture-open.pdf", page(&format!("{w} BI /W 99999 /H 99999 ID xxxx"), "", &[])),
        either(
            "picture-huge.pdf",
            page(
                &format!("{w} /X Do"),
                "/XObject<</X 6 0 R>>",
                &[&stream(
                    "/Subtype/Image/Width 2147483647/Height 2147483647/BitsPerComponent 8/ColorSpace/DeviceRGB",
                    "x",
                )],
            ),
        ),
        either(
            "filters.pdf",
            page(&w, "", &[]).replace_filters(&format!("/Filter[{}]", "/ASCIIHexDecode ".repeat(5000))),
        ),
        either("filter-unknown.pdf", page(&w, "", &[]).replace_filters("/Filter/NoSuch")),
        either("filter-bad.pdf", page(&w, "", &[]).replace_filters("/Filter/FlateDecode")),
        either("length-lies.pdf", page(&w, "", &[]).replace_filters("/Length 99999999")),
        either("length-of-itself.pdf", page(&w, "", &[]).replace_filters("/Length 4 0 R")),
        either(
            "function-ring.pdf",
            page(
                &format!("/C cs 1 scn {w}"),
                "/ColorSpace<</C[/Separation/x/DeviceGray 6 0 R]>>",
                &["<</FunctionType 3/Domain[0 1]/Functions[6 0 R 6 0 R]/Bounds[.5]/Encode[0 1 0 1]>>"],
            ),
        ),
        either(
            "space-ring.pdf",
            page(&format!("/C cs 1 scn {w}"), "/ColorSpace<</C 6 0 R>>", &["[/Indexed 6 0 R 255 ()]"]),
        ),
        either(
            "shading-huge.pdf",
            page(
                &format!("/S sh {w}"),
                "/Shading<</S<</ShadingType 1/ColorSpace/DeviceGray/Domain[0 1e9 0 1e9]/Function 6 0 R>>>>",
                &["<</FunctionType 2/Domain[0 1]/N 1e308>>"],
            ),
        ),
    ]
}

/// Changes the dictionary of the page's content.
trait ReplaceFilters {
    fn replace_filters(self, to: &str) -> Vec<u8>;
}

impl ReplaceFilters for Vec<u8> {
    fn replace_filters(self, to: &str) -> Vec<u8> {
        String::from_utf8(self).unwrap().replacen("<</Length ", &format!("<<{to}/Length "), 1).into_bytes()
    }
}
