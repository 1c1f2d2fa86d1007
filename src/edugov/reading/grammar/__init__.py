"""Reading what is written (读数), by a grammar of rows: words, features, definitions, rules.

From a document down to a figure, each step a module:

1. `reader`: the document, sentence by sentence; `headings` notes what headings and openings say.
2. `cutting`: a sentence is cut into `words` of lexicon.csv, numbers and years, with the fewest
   words and the fewest characters that no word explains. Every word has a kind, one letter.
3. `walk`: the sentence word by word; `state` holds what was met, and `context` what holds at a
   number: document > heading > paragraph > sentence > clause. What is inherited is declared there;
   a noun without a number blocks the subject before it.
4. `subjects`: what a number is about. `clauses` cuts the words before it into noun phrase and link;
   `rules` are patterns over their letters (rules.csv), tried in order, which say where the noun
   is looked for: beside the number (`naming`), `behind` it, in what came before (`carrying`), or in
   a list that hands out its numbers (`lists`). A number that fits no rule is left unread.
5. `phrases`: the words of a noun phrase say features (features.csv) in any order. Of a thing named
   on the way to another (学校教师) only the last counts; behind 占 they are those of the whole.
   `meanings` asks `definitions`: an indicator is a set of features (definitions.csv). What is left
   over is a group (农村, 民办), and the figure is of a part; or it changes what is measured, and
   there is none.
6. `writing`: a `reading` becomes a figure, with its stage and year (`fields`), whether it is a
   value, a goal or a limit (`quantities`, rows of quantities.csv), and `whose` it is.
"""
