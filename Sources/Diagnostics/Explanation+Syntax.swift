extension Diagnostic.Code {
  /// Explanations of what is found by reading a script, before anything runs.
  var syntaxExplanation: Explanation {
    switch self {
    case .unclosed:
      Explanation(
        "A bracket, text or block is not closed",
        """
        Each `(`, `[` and `{` needs its partner, and a text ends with `"` on the line on which it begins. The mark \
        stands at what was opened; what is missing belongs further on. A line break inside a text is written `\\n`, \
        and a brace that is meant as a brace is written `\\{`.
        """,
        wrong: "total = sum([1, 2, 3)", right: "total = sum([1, 2, 3])")
    case .conditionNeedsEquals:
      Explanation(
        "A condition needs `==`",
        """
        Three signs have one meaning each: `=` names something new, `:` sets an option, `==` asks. A condition asks, \
        so it is written with two signs. `:fix` makes the change.
        """,
        wrong: "dataset(\"mtcars\") | keep cyl = 4", right: "dataset(\"mtcars\") | keep cyl == 4")
    case .foreignWord:
      Explanation(
        "A word or sign of another language",
        """
        R, Python, SQL and Stata have other words for the same jobs. The message says which word is used here. There \
        is one word for each job, so that scripts of different people read alike.
        """,
        wrong: "dataset(\"mtcars\") | filter(cyl == 4 && mpg > 25)",
        right: "dataset(\"mtcars\") | keep cyl == 4 and mpg > 25")
    case .reservedWord:
      Explanation(
        "A word of the language used as a name",
        """
        `def if then else for in return param use by on and or not is true false missing` are words of the language. \
        A column or variable that is called so stands in back-quotes.
        """,
        wrong: "in = 2.54", right: "`in` = 2.54")
    case .malformedLiteral:
      Explanation(
        "A number, date, text or name that can't be read",
        """
        Numbers have digits on both sides of the point, dates look like `@2024-03-01` and must exist in the \
        calendar, and in a text a backslash begins one of `\\"`, `\\\\`, `\\{`, `\\n`, `\\t` and `\\u{…}`.
        """,
        wrong: "day = @2023-02-29", right: "day = @2023-02-28")
    case .tooDeep:
      Explanation(
        "Nested too deep",
        """
        Brackets, blocks and conditions may be nested 256 deep, and a chain of operators may have 1000 parts. Give \
        inner parts names of their own, or make a list and use an aggregate.
        """,
        wrong: "total = 1 + 1 + 1 + 1  # … and so on, over 1000 times",
        right: "total = sum([1, 1, 1, 1])")
    case .formula:
      Explanation(
        "A formula that has no meaning",
        """
        A formula names columns on both sides of `~`. In it `+` adds a term, `-` takes one out, `*` stands for both \
        terms and their interaction, and `.` for all other columns. Arithmetic stands inside a call: `log(x)`, \
        `poly(x, 2)`.
        """,
        wrong: "plan = linear(mpg ~ wt ^ 2)", right: "plan = linear(mpg ~ poly(wt, 2))")
    case .misplaced:
      Explanation(
        "A word at a place where it can't stand",
        """
        `by` and `on` belong to a stage, and `on` comes before `by`; `else` stands on the line of the `}` before it; \
        `return` stands inside a `def`; `param` and `use` stand outside blocks.
        """,
        wrong: "return 3", right: "def three() { return 3 }")
    default:
      Explanation(
        "Something else was expected",
        """
        Reading the script came to a word or sign that can't follow what stands before it. The message says what was \
        being read, what was found and what could have followed. Often a comma, an operator or a bracket is missing \
        just before the mark.
        """,
        wrong: "dataset(\"mtcars\") | select mpg wt", right: "dataset(\"mtcars\") | select mpg, wt")
    }
  }
}
