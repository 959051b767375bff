# The part of lxml that the readers of documents use; lxml itself ships no types.
from collections.abc import Iterator

class XMLSyntaxError(SyntaxError): ...

class DocInfo:
    doctype: str

class _ElementTree:
    docinfo: DocInfo

class _Element:
    tag: object
    text: str | None
    tail: str | None
    def get(self, key: str, default: str | None = None) -> str | None: ...
    def iter(self, *tags: str) -> Iterator[_Element]: ...
    def getroottree(self) -> _ElementTree: ...
    def find(self, path: str, namespaces: dict[str, str] | None = None) -> _Element | None: ...
    def findall(self, path: str, namespaces: dict[str, str] | None = None) -> list[_Element]: ...
    def findtext(self, path: str, default: str | None = None) -> str | None: ...
    def __iter__(self) -> Iterator[_Element]: ...
    def __len__(self) -> int: ...

class QName:
    localname: str
    namespace: str | None
    def __init__(self, text_or_element: str | _Element) -> None: ...

class XMLParser:
    def __init__(
        self,
        *,
        resolve_entities: bool = ...,
        no_network: bool = ...,
        load_dtd: bool = ...,
        dtd_validation: bool = ...,
        huge_tree: bool = ...,
        remove_comments: bool = ...,
        remove_pis: bool = ...,
    ) -> None: ...

def fromstring(text: bytes, parser: XMLParser | None = None) -> _Element: ...
