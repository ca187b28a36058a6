"""The learned weights of attribution: what each feature says of each role, and who follows whom.

Scores are linear: a reading's score is the sum of the weights of its features. Trained by `duizhao.training.roles`.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from duizhao.models import pack_names, read_file, unpack_names
from duizhao.similarity import Floats
from duizhao.vocabulary import Role

#: Columns of the weights.
ROLES = (Role.OPERATOR, Role.IR, Role.CEO, Role.CFO, Role.EXECUTIVE, Role.ANALYST)
#: Roles that a member of the company who is named without a title may have; their scores are averaged.
COMPANY = (Role.IR, Role.CEO, Role.CFO, Role.EXECUTIVE)
COLUMN: Mapping[Role, int] = {role: column for column, role in enumerate(ROLES)}
MODEL, WEIGHTS = "roles", "weights.npz"


@dataclass(frozen=True, slots=True)
class RoleModel:
    """Weights in nats.

    Attributes:
        known: Common words of calls, lower case.
        said: Feature of a sentence to its row in `said_weights`.
        said_weights: Shape ``(F, 6)``: what it says of each role.
        content_weights: Shape ``(F, 6)``: the same where nothing but the words is known.
        edges: Feature of an edge to its row in `edge_weights`.
        edge_weights: Shape ``(G, 13)``: of a new turn there; of each role entering; of each role leaving.
        naming: Weight of a way of naming a person, as ``entering 1 called`` (one sentence before), ``leaving 0
            thanked``, ``speaking self``.
        states: Weight of entering a kind of state, as ``ceo named``.
        steps: Weight of a step between kinds of states, as ``operator > analyst``.
        start: Per role, for the first sentence.
        reliability: Rising pairs (mean probability of a turn by the decoder, share of words right), shape ``(B, 2)``.
    """

    known: frozenset[str]
    said: Mapping[str, int]
    said_weights: Floats
    content_weights: Floats
    edges: Mapping[str, int]
    edge_weights: Floats
    naming: Mapping[str, float]
    states: Mapping[str, float]
    steps: Mapping[str, float]
    start: Floats
    reliability: Floats

    def said_scores(self, sheet: Sequence[Sequence[str]]) -> tuple[Floats, Floats]:
        """Score each sentence for each role, and for each role by what is said alone; shape ``(n, 6)`` each."""
        rows = rows_of(sheet, self.said)
        return summed(rows, self.said_weights), summed(rows, self.content_weights)

    def content_scores(self, sheet: Sequence[Sequence[str]]) -> Floats:
        """Score each sentence for each role by what is said alone, shape ``(n, 6)``."""
        return summed(rows_of(sheet, self.said), self.content_weights)

    def edge_scores(self, sheet: Sequence[Sequence[str]]) -> Floats:
        """Score each edge: turn, roles entering, roles leaving; shape ``(n, 13)``."""
        return summed(rows_of(sheet, self.edges), self.edge_weights)

    def calibrated(self, chance: float) -> float:
        """Return how often readings of a probability are right."""
        return float(np.interp(chance, self.reliability[:, 0], self.reliability[:, 1]))


def rows_of(sheet: Sequence[Sequence[str]], rows: Mapping[str, int]) -> list[list[int]]:
    """Return the rows of the known features of each sentence or edge."""
    return [[rows[feature] for feature in features if feature in rows] for features in sheet]


def summed(found: Sequence[Sequence[int]], weights: Floats) -> Floats:
    """Add up the weights of some rows for each sentence or edge, shape ``(n, columns)``."""
    if not found:
        return np.zeros((0, weights.shape[1]))
    owner = np.repeat(np.arange(len(found)), [len(rows) for rows in found])
    taken = weights[np.fromiter(chain.from_iterable(found), np.int64, len(owner))]
    return np.stack([np.bincount(owner, column, len(found)) for column in taken.T], axis=1)


@cache
def load_roles() -> RoleModel:
    """Return the model that ships with duizhao.

    Raises:
        ModelError: Its files are missing or not those of its card.
    """
    return unpack(read_file(MODEL, WEIGHTS))


def unpack(data: bytes) -> RoleModel:
    """Read a model from the bytes of its file."""
    with np.load(io.BytesIO(data), allow_pickle=False) as held:
        said, edges = unpack_names(held["said"]), unpack_names(held["edges"])
        return RoleModel(
            known=frozenset(unpack_names(held["known"])),
            said={name: row for row, name in enumerate(said)},
            said_weights=_floats(held["said_weights"], held["scales"][0]),
            content_weights=_floats(held["content_weights"], held["scales"][2]),
            edges={name: row for row, name in enumerate(edges)},
            edge_weights=_floats(held["edge_weights"], held["scales"][1]),
            naming=_table(held, "naming"),
            states=_table(held, "states"),
            steps=_table(held, "steps"),
            start=np.asarray(held["start"], dtype=np.float64),
            reliability=np.asarray(held["reliability"], dtype=np.float64),
        )


def pack(model: RoleModel) -> bytes:
    """Write a model as the bytes of a file: weights as 16-bit integers times a scale, names as UTF-8 text."""
    said, said_scale = _integers(model.said_weights)
    content, content_scale = _integers(model.content_weights)
    edges, edge_scale = _integers(model.edge_weights)
    arrays: dict[str, NDArray[np.generic]] = {
        "known": pack_names(sorted(model.known)),
        "said": pack_names(model.said),
        "said_weights": said,
        "content_weights": content,
        "edges": pack_names(model.edges),
        "edge_weights": edges,
        "scales": np.array([said_scale, edge_scale, content_scale]),
        "start": np.round(model.start, 4),
        "reliability": np.round(model.reliability, 4),
    }
    for name, table in (("naming", model.naming), ("states", model.states), ("steps", model.steps)):
        arrays[name] = pack_names(sorted(table))
        arrays[f"{name}_weights"] = np.array([round(table[key], 4) for key in sorted(table)])
    out = io.BytesIO()
    np.savez_compressed(out, allow_pickle=False, **arrays)
    return out.getvalue()


def _integers(weights: Floats) -> tuple[NDArray[np.int16], float]:
    scale = float(max(np.abs(weights).max(initial=0.0), 1e-6)) / 32000
    return np.round(weights / scale).astype(np.int16), scale


def _floats(weights: NDArray[np.int16], scale: float) -> Floats:
    return np.asarray(weights, dtype=np.float64) * float(scale)


def _table(held: Mapping[str, NDArray[np.generic]], name: str) -> dict[str, float]:
    names = unpack_names(np.asarray(held[name], dtype=np.uint8))
    return dict(zip(names, (float(value) for value in held[f"{name}_weights"]), strict=True))
