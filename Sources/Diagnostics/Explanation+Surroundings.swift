extension Diagnostic.Code {
  /// Explanations of files, plots, sessions, limits and checks.
  var surroundingsExplanation: Explanation {
    switch self {
    case .cannotRead:
      Explanation(
        "A file can't be read",
        """
        The file isn't there, may not be read, or is a folder. Paths are taken from the script's folder, at the \
        prompt from the current one; `/` separates folders on every system.
        """,
        wrong: "people = load(\"poeple.csv\")", right: "people = load(\"people.csv\")")
    case .malformedFile:
      Explanation(
        "A file is not what it should be",
        """
        A row has another number of cells than the header, a quote is not closed, or bytes are no text. The message \
        names the lines. No row is dropped silently: say what to do with bad rows by an option of `load`.
        """,
        wrong: "load(\"photo.jpg\")", right: "load(\"people.csv\")")
    case .cannotWrite:
      Explanation(
        "A file can't be written",
        """
        The folder isn't there, may not be written to, or the disk is full. A file is written whole or not at all: \
        what stood there before is still there.
        """,
        wrong: "dataset(\"mtcars\") | save \"no/such/folder/cars.csv\"",
        right: "dataset(\"mtcars\") | save \"cars.csv\"")
    case .unknownFormat:
      Explanation(
        "A format that is not known",
        "The end of a file's name says its format: `.csv` for tables, `.svg`, `.png` or `.pdf` for plots.",
        wrong: "dataset(\"mtcars\") | save \"cars.docx\"",
        right: "dataset(\"mtcars\") | save \"cars.csv\"")
    case .dataChanged:
      Explanation(
        "The data are not those of the record",
        """
        A recorded script keeps rows, columns and a fingerprint of each file that it loads. The file is now another \
        one, so its results can't be expected to be the same. Bring the old file back, or record the script anew.
        """,
        wrong: "# ogive verify analysis.ogive, after people.csv was edited",
        right: "# ogive record analysis.ogive, then verify")
    case .plot:
      Explanation(
        "A plot can't be drawn",
        """
        The columns don't fit the mark, nothing is left to draw when missing values are left out, or an option has a \
        value that makes no sense.
        """,
        wrong: "dataset(\"iris\") | plot histogram(species)",
        right: "dataset(\"iris\") | plot bars(species)")
    case .noPlotter:
      Explanation(
        "gnuplot is missing",
        """
        Pictures are drawn by gnuplot, version 5.4 or newer, which was not found. Everything else works without it; \
        the text picture in the terminal too.
        """,
        wrong: "# without gnuplot\ndataset(\"iris\") | plot bars(species) | save \"species.svg\"",
        right:
          "# after: apt install gnuplot-nox\ndataset(\"iris\") | plot bars(species) | save \"species.svg\""
      )
    case .resultDiffers:
      Explanation(
        "A result differs from the record",
        """
        A replay gave another value than the lines that begin with `#>`. The report names the first statement that \
        differs and why. If the new result is right, record the script anew.
        """,
        wrong: "1 + 1\n#> 3", right: "1 + 1\n#> 2")
    case .seedDiffers:
      Explanation(
        "A random step without its seed",
        """
        A step that draws at random gives the same result only with the same seed. A recorded statement holds the seed \
        that was drawn; without it a replay can't be compared.
        """,
        wrong: "dataset(\"mtcars\") | sample 3", right: "dataset(\"mtcars\") | sample 3, seed: 42")
    case .promptCommand:
      Explanation(
        "A prompt command that can't be done",
        """
        What begins with `:` steers the prompt and is never part of a script. `:help` lists the commands and what \
        they take.
        """,
        wrong: ":undoo", right: ":undo")
    case .recursion:
      Explanation(
        "A function calls itself too deep",
        """
        A function that calls itself must come to an end; there is a stated limit, so that an endless one can't take \
        all memory. Repeat with `for` over a range instead.
        """,
        wrong: "def f(x) = f(x) + 1\nf(1)", right: "def f(x) = x + 1\nf(1)")
    case .interrupted:
      Explanation(
        "Interrupted",
        """
        Ctrl-C, or another signal, stopped the statement. The session is as it was before the statement, and nothing \
        half done is left.
        """,
        wrong: "for i in 1..1000000000 { i }  # and Ctrl-C", right: "for i in 1..10 { i }")
    case .tooLarge:
      Explanation(
        "Too large",
        "The result would take more memory, or more rows or columns, than is sensible. The message says how much.",
        wrong: "x = 1..100000000000", right: "x = 1..100000")
    case .checkFailed:
      Explanation(
        "A check failed",
        """
        `check` passes a table on when its condition is true for every row, and otherwise stops the script and shows \
        the rows. It states what the rest of the script relies on.
        """,
        wrong: "dataset(\"mtcars\") | check mpg > 20", right: "dataset(\"mtcars\") | check mpg > 0")
    default:
      Explanation(
        "Missing values under `strict`",
        """
        Aggregates skip missing values and say how many. With `strict: true` they refuse instead, for places where a \
        missing value would be a fault in the data.
        """,
        wrong: "dataset(\"airquality\") | summarise m = mean(ozone, strict: true)",
        right:
          "dataset(\"airquality\") | drop ozone is missing | summarise m = mean(ozone, strict: true)"
      )
    }
  }
}
