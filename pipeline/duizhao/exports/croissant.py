"""Croissant 1.0: Parquet files, and metadata that data catalogues and `mlcroissant` read."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from duizhao.corpus.reader import Corpus
from duizhao.corpus.schema import Column
from duizhao.exports.format import Format, Options, Output, Written
from duizhao.exports.parquet_tables import TableFile, counts_of, write_tables
from duizhao.exports.tables import ALL

if TYPE_CHECKING:
    import pyarrow as pa

#: The context of the specification (Croissant 1.0, MLCommons 2024), with the terms that its validator asks for.
_CONTEXT: dict[str, Any] = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "equivalentProperty": "cr:equivalentProperty",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileProperty": "cr:fileProperty",
    "fileObject": "cr:fileObject",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "parentField": "cr:parentField",
    "path": "cr:path",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "samplingRate": "cr:samplingRate",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}


def write(corpus: Corpus, output: Output, _options: Options) -> Written:
    """Write the tables as Parquet and ``croissant.json``, with a record set for each."""
    files = write_tables(corpus, output)
    about = {
        "@context": _CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.0",
        "name": "duizhao-corpus",
        "description": "Interpreted calls, aligned and attributed to speakers; automatic labels are candidates.",
        "version": "1.0.0",
        "license": "The texts belong to those who published them; the corpus adds no right to them.",
        "citeAs": f"Made with duizhao {corpus.info.version}, signature {corpus.info.signature}.",
        "distribution": [_file(one) for one in files],
        "recordSet": [_record_set(one) for one in files],
    }
    with output.text("croissant.json") as stream:
        json.dump(about, stream, indent=1)
        stream.write("\n")
    return Written(counts_of(files))


def _file(one: TableFile) -> dict[str, Any]:
    return {
        "@type": "cr:FileObject",
        "@id": one.file,
        "name": one.file,
        "contentUrl": one.file,
        "contentSize": f"{one.bytes} B",
        "encodingFormat": "application/x-parquet",
        "sha256": one.sha256,
    }


def _record_set(one: TableFile) -> dict[str, Any]:
    return {
        "@type": "cr:RecordSet",
        "@id": one.table,
        "name": one.table,
        "field": [_field(one, column) for column in ALL[one.table]],
    }


def _field(one: TableFile, column: Column) -> dict[str, Any]:
    import pyarrow.types as pat

    repeated = pat.is_list(column.type)
    kind: Any = column.type
    return {
        "@type": "cr:Field",
        "@id": f"{one.table}/{column.name}",
        "name": column.name,
        "description": column.meaning,
        "dataType": _data_type(kind.value_type if repeated else kind),
        **({"repeated": True} if repeated else {}),
        "source": {"fileObject": {"@id": one.file}, "extract": {"column": column.name}},
    }


def _data_type(kind: pa.DataType) -> str:
    import pyarrow.types as pat

    if pat.is_boolean(kind):
        return "sc:Boolean"
    if pat.is_integer(kind):
        return "sc:Integer"
    return "sc:Float" if pat.is_floating(kind) else "sc:Text"


FORMAT = Format("croissant", "Parquet with Croissant metadata; mlcroissant, data catalogues", write)
