"""Reading what is written (读数), by a grammar of rows: words, features, definitions, rules.

1. `words`: a sentence is cut into words of lexicon.csv, numbers and years, with the fewest words
   and the fewest characters that no word explains. Every word has a kind, written as one letter.
2. `phrases`: the words of a noun phrase say features (features.csv) in any order. Of a thing named
   on the way to another (学校教师) only the last counts; behind 占 they are those of the whole.
3. `definitions`: an indicator is a set of features (definitions.csv). What is left over is a group
   (农村, 民办), and the figure is of a part; or it changes what is measured, and there is none.
4. `rules`: what may stand between a subject and its number are patterns over letters (rules.csv),
   tried in order; each has a name, says what the number is, and has an invented example.
   A number that fits none is left unread.
5. `context`: document > heading > paragraph > sentence > clause. What is inherited is declared
   there; a noun without a number blocks the subject before it.
6. `reader`: the walk over a document, and the pass over all its figures at the end.
"""
