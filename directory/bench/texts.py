"""Text by Zipf's law in three languages: a few real words first, then thousands that are only put together.

What matters to a search is how many words there are, how often each comes and how long they are. So the
frequent words are those of the field, and the long tail is made of each language's syllables.
"""

from itertools import accumulate
from random import Random

TAIL = 20_000  # made-up words for each language

FREQUENT = {
    "en": "children online safety protection abuse reporting internet police national support training network hotline "
    "partners awareness law data schools services prevention industry victims standards investigation response parents "
    "research cooperation exchange guidance charities platforms evidence families helpline international education",
    "fr": "enfants protection ligne sécurité signalement internet police nationale soutien formation réseau partenaires "
    "sensibilisation données écoles prévention industrie victimes normes enquête réponse parents recherche coopération "
    "échange associations plateformes preuves familles écoute internationale éducation numérique",
    "es": "niños protección línea seguridad denuncia internet policía nacional apoyo formación red socios "
    "sensibilización datos escuelas prevención industria víctimas normas investigación respuesta padres cooperación "
    "intercambio organizaciones plataformas pruebas familias ayuda internacional educación digital",
}
SYLLABLES = {
    "en": "ba ber con da den fer gan hol im ker lan lo mar ness nor per ples ran ri sal sten ta ter ther ton ver wick",
    "fr": "al bou ce cha dre eau é fi gné ier jeu la lê mont né oi pré que ré sou té ti tion tré vi xi",
    "es": "al bra ción da de do es flo gue ía ja la llo mar ñe no ó pa que ra sa ta tro ve vi zo",
}
KIND_OF_BODY = {
    "en": "Network Alliance Centre Forum Programme Initiative Foundation Agency",
    "fr": "Réseau Alliance Centre Forum Programme Initiative Fondation Agence",
    "es": "Red Alianza Centro Foro Programa Iniciativa Fundación Agencia",
}
LANGUAGES = tuple(FREQUENT)


def heavy_tail(count: int, *, exponent: float, offset: float) -> list[float]:
    """Cumulative weights of Zipf and Mandelbrot for `random.choices`: the first of `count` is the most frequent."""
    return list(accumulate((rank + offset) ** -exponent for rank in range(1, count + 1)))


class Writer:
    """Writes in one language."""

    def __init__(self, language: str, random: Random):
        self.random = random
        self.bodies = KIND_OF_BODY[language].split()
        words = dict.fromkeys(FREQUENT[language].split())
        syllables = SYLLABLES[language].split()
        while len(words) < TAIL:
            words["".join(random.choices(syllables, k=random.randint(2, 4)))] = None
        self.stock = list(words)
        self.weights = heavy_tail(len(self.stock), exponent=1, offset=8)

    def words(self, fewest: int, most: int) -> list[str]:
        return self.random.choices(self.stock, cum_weights=self.weights, k=self.random.randint(fewest, most))

    def name(self) -> str:
        """A name, such as one of an organisation."""
        words = [self.random.choice(self.bodies), *self.words(2, 4)]
        return " ".join(word.capitalize() for word in words)

    def prose(self, fewest: int, most: int) -> str:
        """Sentences of about a dozen words, between so many words in all."""
        words = self.words(fewest, most)
        sentences = (" ".join(words[start : start + 12]).capitalize() for start in range(0, len(words), 12))
        return ". ".join(sentences) + "."


def acronym(name: str) -> str:
    return "".join(word[0] for word in name.split())
