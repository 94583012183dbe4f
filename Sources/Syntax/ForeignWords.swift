public import Diagnostics

/// A word of another tool, and what is written here for it.
public struct ForeignWord: Sendable, Equatable {
  /// The word as it is used elsewhere.
  public var foreign: String
  /// What is written here: a verb, a function, or a form such as `x is missing`.
  public var word: String
  /// How it is used; code in back-quotes.
  public var sentence: String
  /// Whether it stands in the place of a verb; otherwise it is a function.
  public var isVerb: Bool

  /// Whether the own word can simply be put in the place of the foreign one.
  public var isReplacement: Bool {
    Word(rawValue: word) == nil && !word.contains { !$0.isLetter && $0 != "_" }
  }

  /// The error that says so.
  public func diagnostic(at range: SourceRange?) -> Diagnostic {
    Diagnostic(
      .foreignWord, "`\(foreign)` is `\(word)` in Ogive", at: range, found: foreign,
      expected: [word],
      help: [sentence], fix: isReplacement ? range.map { .init($0, word) } : nil)
  }
}

/// What is written here for a verb or function of R, Python, SQL, Stata and others; `nil` for a word that is not
/// known. Case doesn't matter.
public func ownWord(for foreign: String) -> ForeignWord? {
  guard var word = foreignWords[foreign.lowercased()] else { return nil }
  word.foreign = foreign
  return word
}

/// The whole table, sorted by the foreign words.
public var allForeignWords: [ForeignWord] { foreignWords.values.sorted { $0.foreign < $1.foreign } }

private let foreignWords: [String: ForeignWord] = {
  var table: [String: ForeignWord] = [:]
  for (rows, isVerb) in [(functionRows, false), (verbRows, true)] {
    for (words, own, sentence) in rows {
      for word in words.split(separator: " ").map(String.init) {
        table[word] = ForeignWord(foreign: word, word: own, sentence: sentence, isVerb: isVerb)
      }
    }
  }
  return table
}()

/// Verbs of others, the word here, and how it is used.
private let verbRows: [(foreign: String, word: String, sentence: String)] = [
  // Rows.
  ("filter where subset query filter_in having restrict smpl", "keep", "write `| keep condition`"),
  ("filter_out exclude_rows discard reject", "drop", "write `| drop condition`"),
  ("head take top limit slice slice_head top_n nlargest", "first", "write `| first n`"),
  ("tail slice_tail bottom", "last", "write `| last n`"),
  ("slice_sample sample_n sample_frac sample_rows shuffle", "sample", "write `| sample n`"),
  (
    "arrange order_by orderby sort_values sort_by order gsort nsmallest", "sort",
    "write `| sort key`, downwards `| sort key desc`"
  ),
  ("desc descending", "desc", "write `| sort key desc`"),
  (
    "unique distinct_rows drop_duplicates dedup deduplicate duplicates uniq", "distinct",
    "write `| distinct columns`"
  ),
  (
    "rbind union union_all concat bind_rows vstack concatenate append_rows insert vcat", "append",
    "write `| append table`"
  ),
  // Columns.
  ("pick pull keep_columns project columns relocate get", "select", "write `| select a, b, c..d`"),
  ("drop_columns deselect except select_out omit delete", "remove", "write `| remove columns`"),
  (
    "rename_with rename_columns rename_all set_names setnames relabel", "rename",
    "write `| rename new = old`"
  ),
  (
    "mutate derive extend assign generate transform with_column with_columns withcolumn gen egen transmute compute define",
    "add",
    "write `| add new = expression`; a column that exists is changed by `| change column = expression`"
  ),
  (
    "replace update modify recode set set_column mutate_at mutate_all mutate_if across apply map",
    "change", "write `| change column = expression`"
  ),
  (
    "fillna replace_na coalesce fill_null fill_na impute ifnull nvl na_fill", "fill",
    "write `| fill column = value`, learnt from the data `| fill age = median(age)`"
  ),
  (
    "drop_na dropna na_omit drop_nulls drop_missing complete_cases dropmissing",
    "drop any_missing()", "write `| drop any_missing(a, b)`"
  ),
  // Groups.
  (
    "group_by groupby group ungroup by_group bygroup", "by",
    "groups are named in the stage that uses them: `| summarise n = count() by column`"
  ),
  (
    "summarise_all summarize_all summarise_at summarize_at summarise_if aggregate agg collapse reduce rollup",
    "summarise", "write `| summarise name = mean(column) by group`"
  ),
  ("nunique n_distinct", "count_distinct()", "write `| summarise n = count_distinct(column)`"),
  (
    "value_counts tally tabulate tab table freq frequency countmap add_count crosstab xtabs",
    "count", "write `| count columns`"
  ),
  // Tables.
  (
    "left_join merge lookup vlookup xlookup leftjoin", "join",
    "write `| join table on key`; every row of the left table stays"
  ),
  (
    "inner_join innerjoin", "join, rows: \"matching\"",
    "write `| join table on key, rows: \"matching\"`"
  ),
  (
    "full_join outer_join outerjoin full_outer_join", "join, rows: \"all\"",
    "write `| join table on key, rows: \"all\"`"
  ),
  (
    "right_join rightjoin", "join from the other table",
    "begin with the other table: `other | join table on key`"
  ),
  (
    "anti_join antijoin", "join, rows: \"unmatched\"",
    "write `| join table on key, rows: \"unmatched\"`"
  ),
  (
    "semi_join semijoin", "join, rows: \"matching\"",
    "write `| join table on key, rows: \"matching\"`"
  ),
  (
    "cbind bind_cols hstack hcat", "join on a key",
    "tables are put side by side by their keys: `| join table on key`"
  ),
  (
    "pivot_longer gather melt stack unpivot reshape_long", "longer",
    "write `| longer a..d, name: \"name\", value: \"value\"`"
  ),
  (
    "pivot_wider spread pivot cast dcast unstack reshape_wide pivot_table", "wider",
    "write `| wider key, value: column`"
  ),
  (
    "reshape", "longer or wider",
    "write `| longer columns, name: \"name\", value: \"value\"`, or `| wider key, value: column`"
  ),
  // Looking.
  (
    "summary glimpse str info skim codebook dtypes schema structure inspect", "describe",
    "write `| describe`"
  ),
  ("print view list browse display echo cat println", "show", "write `| show`"),
  ("corr cor correlation corrcoef pairwise", "correlate", "write `| correlate columns`"),
  ("assert verify_that stopifnot ensure validate expect", "check", "write `| check condition`"),
  ("ttest ttest_ind", "t_test", "write `| t_test y by group`"),
  ("chisq chi2 chisq_test chi2_contingency", "chi_square", "write `| chi_square a, b`"),
  ("aov anova_lm oneway", "anova", "write `| anova y ~ group`"),
  ("wilcox mannwhitneyu ranksum wilcox_test", "wilcoxon", "write `| wilcoxon y by group`"),
  // Learning.
  (
    "lm ols regress linear_regression linearregression reg linear_reg", "fit linear",
    "write `| fit linear(y ~ a + b)`"
  ),
  (
    "glm logit logistic_regression logisticregression logistic_reg", "fit logistic",
    "write `| fit logistic(y ~ a + b, event: \"yes\")`"
  ),
  ("rpart decision_tree decisiontreeclassifier ctree", "fit tree", "write `| fit tree(y ~ a + b)`"),
  (
    "random_forest randomforest ranger rand_forest", "fit forest", "write `| fit forest(y ~ a + b)`"
  ),
  (
    "knearest kneighbors nearest_neighbor kneighborsclassifier", "fit knn",
    "write `| fit knn(y ~ a + b)`"
  ),
  ("k_means kmeans_cluster", "fit kmeans", "write `| fit kmeans(~ a + b, clusters: 3)`"),
  (
    "train estimate learn fit_model", "fit", "write `| fit plan`, for example `| fit linear(y ~ x)`"
  ),
  (
    "predict_proba augment forecast fitted predictions", "predict",
    "write `| predict model`; it adds the chances too"
  ),
  ("evaluate metrics accuracy_score estat classification_report", "score", "write `| score model`"),
  (
    "train_test_split test_split initial_split partition splitsample randomsplit", "split",
    "write `train, test = table | split 0.8`"
  ),
  (
    "standardize standardise normalize normalise standardscaler zscore", "scale",
    "write `| scale columns`"
  ),
  ("one_hot onehot get_dummies dummies dummy onehotencoder", "encode", "write `| encode columns`"),
  ("grid_search gridsearchcv tune_grid gridsearch", "tune", "write `| tune plan, folds: 5`"),
  ("cross_val_score crossval vfold_cv cv kfold", "cross_validate", "write `| cross_validate plan`"),
  // Out.
  (
    "ggplot qplot chart graph draw render visualize visualise twoway gnuplot", "plot",
    "write `| plot points(x, y)`"
  ),
  ("hist histplot geom_histogram", "plot histogram()", "write `| plot histogram(x)`"),
  ("scatter scatterplot geom_point", "plot points()", "write `| plot points(x, y)`"),
  ("boxplot geom_boxplot", "plot box()", "write `| plot box(group, y)`"),
  ("barplot barchart geom_bar geom_col bar", "plot bars()", "write `| plot bars(x)`"),
  ("lineplot geom_line", "plot line()", "write `| plot line(x, y)`"),
  (
    "write to_csv write_csv export savefig ggsave write_table saverds dump store outsheet", "save",
    "write `| save \"file.csv\"`"
  ),
  (
    "read read_csv import read_table fread open read_excel from_csv scan insheet", "load",
    "a table is loaded by `load(\"file.csv\")`"
  ),
]

/// Functions of others.
private let functionRows: [(foreign: String, word: String, sentence: String)] = [
  ("isna isnull is_null is_na isnan is_missing", "x is missing", "write `x is missing`"),
  ("notna notnull", "x is not missing", "write `x is not missing`"),
  (
    "ifelse if_else iif case_when np_where cond", "if … then … else …",
    "write `if condition then value else value`"
  ),
  ("avg average", "mean", "write `mean(x)`"),
  ("std stdev stddev stdd", "sd", "write `sd(x)`"),
  (
    "len length nrow size rows", "count",
    "`count()` counts the rows of a stage, `row_count(table)` those of a table, `length(x)` the characters of a text"
  ),
  ("cumsum", "running_sum", "write `running_sum(x)`"),
  ("cumprod", "running_product", "write `running_product(x)`"),
  ("cummean", "running_mean", "write `running_mean(x)`"),
  ("cummax", "running_max", "write `running_max(x)`"),
  ("cummin", "running_min", "write `running_min(x)`"),
  ("dense_rank min_rank percent_rank", "rank", "write `rank(x)`, or `rank(x, ties: \"dense\")`"),
  ("shift previous", "lag", "write `lag(x)`, the value of the row before"),
  ("pmin rowmin", "least", "write `least(a, b)`"),
  ("pmax rowmax", "greatest", "write `greatest(a, b)`"),
  ("ln", "log", "write `log(x)`"),
  ("ceil", "ceiling", "write `ceiling(x)`"),
  ("trunc", "truncate", "write `truncate(x)`"),
  ("prod", "product", "write `product(x)`"),
  ("nchar str_length strlen", "length", "write `length(x)`"),
  ("gsub str_replace substitute", "replace", "write `replace(x, \"old\", \"new\")`"),
  ("grepl str_detect str_contains", "contains", "write `contains(x, \"part\")`"),
  ("substr substring str_sub", "part", "write `part(x, 1, 4)`"),
  ("strsplit str_split", "split_part", "write `split_part(x, \"-\", 1)`"),
  ("rlike regexp_matches regexp_like", "matches", "write `matches(x, \"^a.*z$\")`"),
  (
    "str_extract regexp_extract str_match regmatches", "extract",
    "write `extract(x, \"pattern\")`, or `extract(x, \"pattern\", 1)` for its first group"
  ),
  (
    "str_replace_all regexp_replace", "replace_pattern",
    "write `replace_pattern(x, \"pattern\", \"new\")`"
  ),
  ("str_count regexp_count", "count_matches", "write `count_matches(x, \"pattern\")`"),
  ("str_pad lpad rpad zfill ljust rjust", "pad", "write `pad(x, 5, with: \"0\")`"),
  ("str_trim ltrim rtrim lstrip rstrip", "trim", "write `trim(x)`"),
  ("str_squish", "squish", "write `squish(x)`"),
  ("initcap str_to_title capitalize", "title", "write `title(x)`"),
  ("strrep str_dup", "repeated", "write `repeated(x, 3)`"),
  ("levenshtein adist", "distance", "write `distance(x, y)`"),
  ("stringsim jaro_winkler", "similarity", "write `similarity(x, y)`"),
  ("datediff date_diff difftime", "difference", "write `difference(a, b, \"days\")`"),
  ("date_trunc floor_date", "truncate", "write `truncate(x, \"month\")`"),
  ("strftime date_format to_char", "format_date", "write `format_date(x, \"dd/mm/yyyy\")`"),
  (
    "strptime parse_date to_date as_date ymd dmy mdy to_datetime", "date",
    "write `date(x)`, or `date(x, \"dd/mm/yyyy\")`"
  ),
  ("to_timestamp as_posixct from_unixtime", "date_time", "write `date_time(x)`"),
  ("yday dayofyear", "day_of_year", "write `day_of_year(x)`"),
  ("wday dayofweek isodow", "weekday", "write `weekday(x)`"),
  ("isoweek weekofyear", "week", "write `week(x)`"),
  ("monthname dayname", "format_date", "write `format_date(x, \"mmmm\")`"),
  ("edate", "add_months", "write `add_months(x, 1)`"),
  ("date_range generate_series", "sequence", "write `sequence(a, b, step: \"1 month\")`"),
  ("qcut discretize findinterval", "cut", "write `cut(x, [0, 18, 65])`, or `cut(x, quantiles: 4)`"),
  (
    "paste paste0 str_c strcat sprintf", "\"{a} {b}\"",
    "values stand in braces in a text: `\"{first} {last}\"`"
  ),
  ("tolower to_lower lowercase lcase casefold", "lower", "write `lower(x)`"),
  ("toupper to_upper uppercase ucase", "upper", "write `upper(x)`"),
  (
    "as_numeric to_numeric as_number float double integer as_integer int parse_number", "number",
    "write `number(x)`"
  ),
  ("as_character to_string as_string tostring varchar", "text", "write `text(x)`"),
  (
    "factor as_factor categorical as_category", "category",
    "write `category(x, levels: [\"a\", \"b\"])`"
  ),
  ("c vector array tuple", "[…]", "a list is `[1, 2, 3]`"),
  (
    "range seq arange linspace", "a..b",
    "whole numbers from a to b are `a..b`, other steps `sequence(a, b, step: 0.1)`"
  ),
  (
    "library require import", "use",
    "all functions are there; another script's definitions come by `use \"file.ogive\"`"
  ),
]
