import Diagnostics
import Syntax
import Testing

@Suite struct ForeignWordsTests {
  /// The verbs of the language: none of them may be said to be another's.
  private let verbs: Set<String> = [
    "keep", "drop", "first", "last", "sample", "sort", "distinct", "append", "select", "remove",
    "rename", "add",
    "change", "fill", "summarise", "summarize", "join", "longer", "wider", "describe", "show",
    "count", "correlate",
    "check", "t_test", "wilcoxon", "chi_square", "anova", "split", "scale", "encode", "fit",
    "predict", "score",
    "tune", "cross_validate", "explain", "plot", "save", "plotted",
  ]
  /// Functions, learners and marks that §4 to §7 of the language name.
  private let others: Set<String> = [
    "load", "recipe", "col", "number", "text", "category", "log", "round", "lower", "upper", "mean",
    "sum", "median",
    "sd", "min", "max", "quantile", "lag", "lead", "rank", "running_sum", "today", "any_missing",
    "numbers", "texts",
    "starts_with", "all_columns", "try", "best", "grid", "accuracy", "poly", "dataset", "linear",
    "ridge", "lasso",
    "elastic_net", "logistic", "poisson", "tree", "forest", "boost", "knn", "naive_bayes", "svm",
    "network", "kmeans",
    "hierarchy", "dbscan", "mixture", "pca", "points", "line", "step", "area", "bars", "histogram",
    "density", "box",
    "violin", "strip", "smooth", "ribbon", "errorbars", "heatmap", "regions", "contour", "pairs",
    "hline", "vline",
    "curve", "confusion", "roc", "pr", "calibration", "lift", "residuals", "coefficients",
    "importance", "learning",
    "elbow", "scree", "biplot", "dendrogram",
  ]

  @Test func noOwnWordIsForeign() {
    for word in verbs.union(others) { #expect(ownWord(for: word) == nil, "\(word)") }
  }

  @Test func everyForeignVerbGivesOneError() throws {
    let words = allForeignWords.filter(\.isVerb)
    #expect(words.count > 150)
    for word in words {
      let found = errors(in: "table | \(word.foreign) a, b = 3")
      #expect(found.map(\.code) == [.foreignWord], "\(word.foreign)")
      let error = try #require(found.first)
      #expect(error.message == "`\(word.foreign)` is `\(word.word)` in Ogive")
      #expect(error.help == [word.sentence])
      #expect(error.range == SourceRange(8, 8 + word.foreign.utf8.count))
    }
  }

  @Test func replacementsAreVerbs() {
    for word in allForeignWords where word.isVerb && word.isReplacement {
      #expect(
        verbs.contains(word.word) || ["load", "desc"].contains(word.word),
        "\(word.foreign) → \(word.word)")
    }
  }

  @Test func sentencesHoldCode() {
    for word in allForeignWords {
      #expect(
        word.sentence.split(separator: "`", omittingEmptySubsequences: false).count % 2 == 1,
        "\(word.foreign)")
      #expect(word.sentence.contains("`"))
      #expect(isBareName(word.foreign), "\(word.foreign)")
    }
  }

  @Test func codeInSentencesParses() {
    for word in allForeignWords {
      let pieces = word.sentence.split(separator: "`", omittingEmptySubsequences: false)
      for (index, piece) in pieces.enumerated() where index % 2 == 1 {
        #expect(errors(in: String(piece)).isEmpty, "\(piece)")
      }
    }
  }

  @Test func caseDoesNotMatter() {
    #expect(ownWord(for: "GROUP_BY")?.word == "by")
    #expect(ownWord(for: "Filter")?.foreign == "Filter")
    #expect(ownWord(for: "no_such_word") == nil)
  }

  @Test(arguments: [
    ("filter", "keep"), ("where", "keep"), ("subset", "keep"), ("query", "keep"), ("mutate", "add"),
    ("derive", "add"), ("extend", "add"), ("assign", "add"), ("generate", "add"),
    ("transform", "add"),
    ("group_by", "by"), ("groupby", "by"), ("arrange", "sort"), ("order_by", "sort"),
    ("slice", "first"),
    ("head", "first"), ("tail", "last"), ("limit", "first"), ("pull", "select"),
    ("pivot_longer", "longer"),
    ("gather", "longer"), ("melt", "longer"), ("stack", "longer"), ("pivot_wider", "wider"),
    ("spread", "wider"),
    ("cast", "wider"), ("merge", "join"), ("left_join", "join"), ("union", "append"),
    ("rbind", "append"),
    ("concat", "append"), ("fillna", "fill"), ("replace_na", "fill"), ("rename_with", "rename"),
    ("value_counts", "count"), ("tally", "count"), ("unique", "distinct"), ("tabulate", "count"),
    ("aggregate", "summarise"), ("collapse", "summarise"), ("ggplot", "plot"),
    ("hist", "plot histogram()"),
    ("lm", "fit linear"), ("glm", "fit logistic"), ("train", "fit"), ("predict_proba", "predict"),
  ])
  func table(_ foreign: String, _ own: String) {
    #expect(ownWord(for: foreign)?.word == own)
  }
}
