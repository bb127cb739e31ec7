"""What the Teams app says about itself, in four languages. Teams has limits of its own: 80 and 4000 characters."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class AppWords:
    """How the app is presented in one language."""

    short: str
    full: str


WORDS: Mapping[str, AppWords] = {
    "en": AppWords(
        short="One card a week: how hybrid work goes in your team, in numbers of the group.",
        full=(
            "Kadans sends a team one card a week about how its hybrid work goes: messages in free time, time spent in "
            "meetings, and meetings in which a room left people on a screen behind.\n\n"
            "It shows numbers of the group and never a person. Counts of people are ranges, and teams that are too "
            "small get no numbers. Texts and subjects are never kept. It is not for evaluating or disciplining "
            "anybody.\n\n"
            "It only sends: it reads no answers. Who reads what, on which grounds and until when stands in your "
            "organisation's agreement, which every card links to."
        ),
    ),
    "nl": AppWords(
        short="Eén kaart per week: hoe hybride werken in je team loopt, in groepscijfers.",
        full=(
            "Kadans stuurt een team één kaart per week over hoe zijn hybride werk loopt: berichten in de vrije tijd, "
            "tijd in vergaderingen, en vergaderingen waarin een zaal mensen op een scherm achterliet.\n\n"
            "De app toont cijfers van de groep en nooit een persoon. Aantallen mensen zijn marges, en te kleine teams "
            "krijgen geen cijfers. Teksten en onderwerpen worden nooit bewaard. Kadans dient niet om iemand te "
            "beoordelen of te straffen.\n\n"
            "De app stuurt alleen: antwoorden leest ze niet. Wie wat leest, op welke grond en tot wanneer, staat in "
            "de afspraak van je organisatie, waarnaar elke kaart verwijst."
        ),
    ),
    "fr": AppWords(
        short="Une carte par semaine : le travail hybride de l'équipe, en chiffres de groupe.",
        full=(
            "Kadans envoie à une équipe une carte par semaine sur son travail hybride : messages pendant le temps "
            "libre, temps passé en réunion, et réunions où une salle a laissé de côté des personnes à l'écran.\n\n"
            "L'application montre des chiffres du groupe, jamais une personne. Les nombres de personnes sont des "
            "fourchettes, et les équipes trop petites n'ont pas de chiffres. Textes et objets ne sont jamais "
            "conservés. Kadans ne sert ni à évaluer ni à sanctionner qui que ce soit.\n\n"
            "L'application ne fait qu'envoyer : elle ne lit aucune réponse. Qui lit quoi, sur quelle base et jusqu'à "
            "quand se trouve dans l'accord de votre organisation, vers lequel chaque carte renvoie."
        ),
    ),
    "de": AppWords(
        short="Eine Karte pro Woche: wie hybride Arbeit im Team läuft, in Gruppenzahlen.",
        full=(
            "Kadans schickt einem Team eine Karte pro Woche darüber, wie seine hybride Arbeit läuft: Nachrichten in "
            "der Freizeit, Zeit in Besprechungen, und Besprechungen, in denen ein Raum Menschen am Bildschirm "
            "zurückließ.\n\n"
            "Die App zeigt Zahlen der Gruppe und nie eine Person. Anzahlen von Personen sind Spannen, und zu kleine "
            "Teams bekommen keine Zahlen. Texte und Betreffzeilen werden nie aufbewahrt. Kadans dient nicht dazu, "
            "jemanden zu bewerten oder zu maßregeln.\n\n"
            "Die App sendet nur: Antworten liest sie nicht. Wer was liest, auf welcher Grundlage und bis wann, steht "
            "in der Vereinbarung Ihrer Organisation, auf die jede Karte verweist."
        ),
    ),
}
"""English first: it is the manifest's own language."""
