"""underthesea: words and names."""

# mypy: disable-error-code="import-not-found,import-untyped"
from __future__ import annotations

from underthesea import ner, word_tokenize

from eval.peers.serve import serve


class Underthesea:
    def words(self, texts: list[str]) -> list[list[str]]:
        """The words of each text, with the signs between them."""
        return [[str(word) for word in word_tokenize(text, use_token_normalize=False)] for text in texts]

    def names(self, sentences: list[str]) -> list[list[list[str]]]:
        """The tokens of each sentence with their BIO label: PER, LOC, ORG."""
        return [[[str(token[0]), str(token[3])] for token in ner(sentence)] for sentence in sentences]


if __name__ == "__main__":
    serve(Underthesea())
