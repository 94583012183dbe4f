extension Diagnostic.Code {
  /// Explanations of names that are not known, or known in another way.
  var nameExplanation: Explanation {
    switch self {
    case .unknownVariable:
      Explanation(
        "No variable of that name",
        """
        Outside the column places of verbs a bare name is a variable, and it must have been given a value before. \
        A text stands in double quotes.
        """,
        wrong: "height + 1", right: "height = 180\nheight + 1")
    case .variableNotColumn:
      Explanation(
        "A variable where a column is meant",
        """
        In a column place, such as the condition of `keep`, a bare name is always a column of the table. The variable \
        of that name is written with `$`. So a new column in the data never changes what a script does.
        """,
        wrong: "cutoff = 25\ndataset(\"mtcars\") | keep mpg > cutoff",
        right: "cutoff = 25\ndataset(\"mtcars\") | keep mpg > $cutoff")
    case .selfComparison:
      Explanation(
        "A column compared with itself",
        """
        Both sides are the same column, so the answer is the same for every row. Nearly always one side was meant to \
        be a variable: write it with `$`.
        """,
        wrong: "cyl = 4\ndataset(\"mtcars\") | keep cyl == cyl",
        right: "cyl = 4\ndataset(\"mtcars\") | keep cyl == $cyl")
    case .unknownVerb:
      Explanation(
        "No verb of that name",
        """
        Behind a bar stands a verb, a function of yours, or in a recipe the name of a learner. `:help` lists the \
        verbs.
        """,
        wrong: "dataset(\"mtcars\") | sorted mpg", right: "dataset(\"mtcars\") | sort mpg")
    case .unknownFunction:
      Explanation(
        "No function of that name",
        """
        A name directly before `(` is always a function: one that comes with Ogive, or one that was defined with \
        `def` before.
        """,
        wrong: "squareroot(2)", right: "sqrt(2)")
    case .columnExists:
      Explanation(
        "The column exists already",
        """
        `add` makes new columns only, and `change` changes columns that exist, so a typing error never overwrites \
        data. The same holds for new names given by `rename`.
        """,
        wrong: "dataset(\"mtcars\") | add mpg = mpg * 0.425",
        right: "dataset(\"mtcars\") | change mpg = mpg * 0.425")
    case .unknownOption:
      Explanation(
        "No option of that name",
        """
        A verb, function, learner or mark takes the options that its help lists, each written `name: value`. The \
        message names the nearest ones.
        """,
        wrong: "dataset(\"mtcars\") | sample 5, sede: 1",
        right: "dataset(\"mtcars\") | sample 5, seed: 1")
    case .unknownParameter:
      Explanation(
        "The script has no such parameter",
        """
        `--set name=value` sets what the script declares with `param name = value`. A name that it doesn't declare \
        would be ignored silently, so it is refused.
        """,
        wrong: "param limit = 10\n# run with --set limits=20",
        right: "param limit = 10\n# run with --set limit=20")
    case .duplicateName:
      Explanation(
        "A name is given twice",
        """
        In one assignment, one list of parameters or one stage each name stands once; otherwise it would depend on \
        the order which one counts.
        """,
        wrong: "dataset(\"mtcars\") | summarise m = mean(mpg), m = median(mpg)",
        right: "dataset(\"mtcars\") | summarise mean = mean(mpg), median = median(mpg)")
    default:
      Explanation(
        "The table has no such column",
        """
        In a column place a bare name is a column of the table that comes in, as it is at this stage: a column that an \
        earlier stage removed or renamed is gone. Case matters. Names with blanks or signs stand in back-quotes.
        """,
        wrong: "dataset(\"mtcars\") | keep MPG > 25", right: "dataset(\"mtcars\") | keep mpg > 25")
    }
  }
}
