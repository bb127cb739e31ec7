"""Names that sound like the place and are plainly made up: nobody is called Proefhoven or Delessai."""

from __future__ import annotations

import random
import unicodedata
from typing import Literal

type Language = Literal["nl", "fr", "brussels", "us", "in"]

GIVEN: dict[Language, str] = {
    "nl": "Lotte Pieter Jana Wout Femke Bram Silke Jelle Marieke Stijn Eline Ruben Hanne Joris Katrien Dries Ilse "
    "Thijs Nele Gert Tine Maarten Griet Kobe",
    "fr": "Céline Benoît Manon Thibault Aurélie Loïc Noémie Quentin Élise Maxime Delphine Bastien Amélie Grégory "
    "Pauline Corentin Justine Arnaud Lucie Damien Margaux Olivier",
    "brussels": "Yasmina Karim Aïcha Mehdi Nour Chantal Samir Grâce Ilias Fatou Bilal Inès Emre Joëlle Zoé Rachid",
    "us": "Grace Sam Jordan Casey Riley Morgan",
    "in": "Ananya Arjun Priya Rohan Ishita Kabir",
}

SURNAME: dict[Language, tuple[str, ...]] = {
    "nl": (
        "Vandenproef", "Van Schetsbeke", "De Voorbeelder", "Proefhoven", "Denkbeelds", "Van Verzinsel", "Modelmans",
        "Schijnaert", "Van Zogezegd", "Probeersels", "De Maquette", "Fictiers", "Vanoefen", "Verdichtens", "Stelvoors",
        "Van Speelgoed", "De Proefneer", "Letterzetters",
    ),
    "fr": (
        "Dufictif", "Lexemple", "Delessai", "Maquetois", "Imaginet", "Dubrouillon", "Prototypeau", "De Lesquisse",
        "Fabulard", "Inventier", "Modelisse", "Factice", "Duvirtuel", "Échantillon", "Laparabole", "Semblant",
    ),
    "brussels": (
        "Zinnekens", "Tartempion", "Vandefabel", "Brolmans", "Exemplaris", "Proefberg", "Maquetteur", "Van Fantasie",
        "Kladschrift", "Hypothèse", "Schetsart", "Dummyckx",
    ),
    "us": ("Sampleton", "Placeholder", "Testerman", "Mockford"),
    "in": ("Namunadas", "Kalpanik", "Udaharan", "Khasra"),
}  # fmt: skip

ROOMS = (
    ("De Proefzaal", 14, "Kouter", 1, "windows"),
    ("Salle Brouillon", 12, "Kouter", 2, "android"),
    ("Het Atelier", 18, "Dok", 0, "hub"),
    ("De Kajuit", 8, "Dok", 1, "own"),
    ("Salle Maquette", 10, "Sablon", 3, "windows"),
    ("Zaal Schets", 6, "Sablon", 3, "own"),
)

OUTSIDERS = (
    ("Robin Klantmans", "robin@klant.example"),
    ("Inkoop Klant", "inkoop@klant.example"),
    ("Dominique Fournil", "dominique@fournisseur.example"),
    ("Alex Leverans", "alex@leverancier.example"),
    ("Sacha Conseil", "sacha@conseil.example"),
    ("Kim Partnaers", "kim@partner.example"),
)


def address(given: str, surname: str) -> str:
    """Return the local part of a mail address: "Noémie De Lesquisse" writes as noemie.delesquisse."""
    plain = unicodedata.normalize("NFKD", f"{given}.{surname}").encode("ascii", "ignore").decode()
    return plain.replace(" ", "").replace("'", "").lower()


class NameBag:
    """Gives every name once; when a language has run out, a second initial keeps names apart."""

    def __init__(self, chance: random.Random) -> None:
        """Shuffle each language once, so that the order of asking decides and nothing else."""
        self._given = {language: self._shuffled(names.split(), chance) for language, names in GIVEN.items()}
        self._surname = {language: self._shuffled(list(names), chance) for language, names in SURNAME.items()}
        self._drawn = dict.fromkeys(GIVEN, 0)

    @staticmethod
    def _shuffled(names: list[str], chance: random.Random) -> list[str]:
        chance.shuffle(names)
        return names

    def draw(self, language: Language) -> tuple[str, str]:
        """Return a given name and a surname that nobody else here has."""
        number = self._drawn[language]
        self._drawn[language] += 1
        given, surname = self._given[language], self._surname[language]
        turn, place = divmod(number, len(given) * len(surname))
        lap, index = divmod(place, len(surname))
        first = given[(index + lap) % len(given)]
        return first, surname[index] + ("" if not turn else f"-{surname[(index + turn) % len(surname)]}")
