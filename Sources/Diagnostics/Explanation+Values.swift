extension Diagnostic.Code {
  /// Explanations of values and tables that don't fit.
  var valueExplanation: Explanation {
    switch self {
    case .repeatedKey:
      Explanation(
        "A join would multiply rows",
        """
        The key must be there at most once in the table that is joined, so that a join keeps the number of rows. Make \
        that table unique first, or say `repeats: true` if the rows are meant to multiply.
        """,
        wrong: "cars = dataset(\"mtcars\")\ncars | join cars on cyl",
        right:
          "cars = dataset(\"mtcars\")\nmeans = cars | summarise mean = mean(mpg) by cyl\ncars | join means on cyl"
      )
    case .lengthsDiffer:
      Explanation(
        "Lengths differ",
        """
        Two lists or columns are combined element by element, so they need the same length. Only a single value \
        stretches to any length; nothing is repeated silently.
        """,
        wrong: "[1, 2, 3] + [10, 20]", right: "[1, 2, 3] + [10, 20, 30]")
    case .duplicatesInReshape:
      Explanation(
        "Several values for one cell",
        """
        `wider` puts one value in each cell. Where several rows give a value for the same cell, say by an aggregate \
        how they become one.
        """,
        wrong: "dataset(\"mtcars\") | select cyl, gear, mpg | wider gear, value: mpg",
        right: "dataset(\"mtcars\") | select cyl, gear, mpg | wider gear, value: mean(mpg)")
    case .comparisonWithMissing:
      Explanation(
        "`==` can't find missing values",
        """
        A comparison with missing is missing, never true, so `x == missing` would keep no row. `is missing` asks \
        whether a value is missing.
        """,
        wrong: "dataset(\"airquality\") | keep ozone == missing",
        right: "dataset(\"airquality\") | keep ozone is missing")
    case .missingArgument:
      Explanation(
        "An argument is missing",
        "A verb, function or learner was used without something that it can't do without. Its help shows the form.",
        wrong: "dataset(\"mtcars\") | keep", right: "dataset(\"mtcars\") | keep mpg > 25")
    case .tooManyArguments:
      Explanation(
        "Too many arguments",
        """
        More was given than the verb or function takes. Options are given by name, `name: value`; several values for \
        one argument are a list.
        """,
        wrong: "dataset(\"mtcars\") | first 5, 10", right: "dataset(\"mtcars\") | first 10")
    case .badArgument:
      Explanation(
        "An argument that can't be used",
        """
        The value has the right kind, but not a value that makes sense here: a count below zero, a share above one, a \
        choice that isn't offered. The message says what was expected.
        """,
        wrong: "dataset(\"mtcars\") | split 1.5",
        right: "train, test = dataset(\"mtcars\") | split 0.8, seed: 1")
    case .conversion:
      Explanation(
        "A value can't be converted",
        """
        `number`, `text`, `category` and `date` convert what can be converted without loss. What can't is named with \
        its row, instead of becoming missing silently.
        """,
        wrong: "number(\"12 kg\")", right: "number(\"12\")")
    case .outOfBounds:
      Explanation(
        "Beyond the end of a list",
        "Lists count from 1 up to their length, and ranges include both ends.",
        wrong: "x = [10, 20, 30]\nx[4]", right: "x = [10, 20, 30]\nx[3]")
    default:
      Explanation(
        "A value of the wrong kind",
        """
        Nothing is converted silently: a text is no number, and a column of texts has no mean. Convert on purpose with \
        `number(x)`, `text(x)` or `category(x)`, or use another column.
        """,
        wrong: "\"3\" + 1", right: "number(\"3\") + 1")
    }
  }

  /// Explanations of what goes wrong in learning.
  var learningExplanation: Explanation {
    switch self {
    case .missingInFit:
      Explanation(
        "Missing values in the columns of a fit",
        """
        `fit` leaves no row out silently. Drop the rows with missing values, or fill them in the recipe, where the \
        filling is learnt from the training rows.
        """,
        wrong: "dataset(\"airquality\") | fit linear(temp ~ ozone)",
        right: "dataset(\"airquality\") | drop any_missing(ozone) | fit linear(temp ~ ozone)")
    case .eventNeeded:
      Explanation(
        "Which class is the event?",
        """
        Chances and most measures are about one of the two classes, the event. yes, true and 1 are found alone; \
        otherwise `event:` names it, so that nothing depends on the order of the alphabet.
        """,
        wrong: "dataset(\"breast_cancer\") | fit logistic(diagnosis ~ radius_mean)",
        right:
          "dataset(\"breast_cancer\") | fit logistic(diagnosis ~ radius_mean, event: \"malignant\")"
      )
    case .tooFewRows:
      Explanation(
        "Too few rows",
        """
        There are fewer rows than the method needs, for example fewer than the coefficients it is to estimate, or a \
        group without enough rows.
        """,
        wrong: "dataset(\"mtcars\") | first 2 | fit linear(mpg ~ wt + hp + qsec)",
        right: "dataset(\"mtcars\") | fit linear(mpg ~ wt + hp + qsec)")
    case .rowVerbInPlan:
      Explanation(
        "A verb that changes rows in a recipe",
        """
        A recipe is also run on the rows to predict, of which none may vanish. So it takes verbs that work on columns \
        (`add change fill scale encode select remove rename`); rows are chosen before `fit`.
        """,
        wrong: "plan = recipe(mpg ~ wt) | keep wt > 2 | linear",
        right: "plan = recipe(mpg ~ wt) | linear\ndataset(\"mtcars\") | keep wt > 2 | fit plan")
    case .notAPlan:
      Explanation(
        "Not a plan, or not a model",
        """
        `fit` takes a plan, such as `linear(y ~ x)` or a recipe that ends with a learner, and gives a model. `predict` \
        and `score` take a model.
        """,
        wrong: "dataset(\"mtcars\") | predict linear(mpg ~ wt)",
        right:
          "model = dataset(\"mtcars\") | fit linear(mpg ~ wt)\ndataset(\"mtcars\") | predict model")
    default:
      Explanation(
        "The method can't work on these data",
        """
        The data don't allow what was asked: a target with one value only, a column that is a combination of others, \
        a method that doesn't settle. The message says what was found.
        """,
        wrong: "dataset(\"mtcars\") | keep am == 1 | fit logistic(am ~ wt)",
        right: "dataset(\"mtcars\") | fit logistic(am ~ wt)")
    }
  }
}
