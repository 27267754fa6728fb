"""Reads a REFI-QDA project as another program would, knowing only the format: prints its codings as JSON.

Usage: read.py FILE.qdpx. Standard library only. It refuses what the format forbids.
"""

import json
import re
import sys
import xml.etree.ElementTree as ET
import zipfile

NAMESPACE = "{urn:QDA-XML:project:1.0}"
GUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}|\{[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\}")


def refuse(what):
    sys.exit(f"read.py: {what}")


def tag(name):
    return NAMESPACE + name


def codes(element, above, found):
    """The names from the top code down, by GUID."""
    for code in element.findall(tag("Code")):
        path = above + [code.get("name")]
        found[code.get("guid")] = path
        codes(code, path, found)
    return found


def text_of(source, archive):
    content = source.find(tag("PlainTextContent"))
    if content is not None:
        return content.text or ""
    path = source.get("plainTextPath")
    if not path.startswith("internal://"):
        refuse(f"a source outside of the archive: {path}")
    return archive.read("sources/" + path.removeprefix("internal://")).decode("utf-8-sig")


def main(path):
    archive = zipfile.ZipFile(path)
    inside = sorted(name for name in archive.namelist() if not name.startswith("sources/"))
    if inside != ["project.qde"]:
        refuse(f"beside the sources there is {inside}, not project.qde alone")
    root = ET.fromstring(archive.read("project.qde"))
    if root.tag != tag("Project"):
        refuse(f"the root is {root.tag}")
    guids = [element.get("guid") for element in root.iter() if element.get("guid")]
    if len(set(guids)) != len(guids):
        refuse("a GUID that stands for two things")
    if not all(GUID.fullmatch(guid) for guid in guids):
        refuse("a GUID that is none")
    users = {user.get("guid"): user.get("name") for user in root.iter(tag("User"))}
    book = codes(root.find(tag("CodeBook")).find(tag("Codes")), [], {})
    codings = []
    for source in root.iter(tag("TextSource")):
        text = text_of(source, archive)
        for selection in source.findall(tag("PlainTextSelection")):
            start, end = int(selection.get("startPosition")), int(selection.get("endPosition"))
            if not 0 <= start < end <= len(text):
                refuse(f"a selection from {start} to {end} of {len(text)} characters")
            words, name = text[start:end], selection.get("name")
            if len(name) == len(words) and name != words:
                refuse(f"a selection at {start} is not named after its words")
            for coding in selection.findall(tag("Coding")):
                codings.append({
                    "source": source.get("name"),
                    "start": start,
                    "end": end,
                    "words": words,
                    "code": book[coding.find(tag("CodeRef")).get("targetGUID")],
                    "user": users[coding.get("creatingUser")],
                })
    json.dump(codings, sys.stdout)


main(sys.argv[1])
