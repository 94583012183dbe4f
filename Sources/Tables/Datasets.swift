internal import CResources
public import Diagnostics

/// A data set that is part of the command.
public struct Dataset: Sendable {
  public let name: String
  /// One line.
  public let summary: String
  /// Who published it.
  public let source: String
  public let rows: Int
  public let columns: Int
  /// The columns whose labels have an order or whose numbers are names, with their levels.
  fileprivate let levels: [String: [String]]

  fileprivate init(
    _ name: String, _ rows: Int, _ columns: Int, _ summary: String, source: String,
    levels: [String: [String]] = [:]
  ) {
    (self.name, self.summary, self.source, self.rows, self.columns) = (
      name, summary, source, rows, columns
    )
    self.levels = levels
  }

  /// All data sets, by name.
  public static let all: [Dataset] = [
    Dataset(
      "airpassengers", 144, 2,
      "Thousands of international airline passengers, each month from 1949 to 1960",
      source: "Box, Jenkins and Reinsel (1976), Time Series Analysis, series G"),
    Dataset(
      "airquality", 153, 6,
      "Ozone, sun, wind and temperature in New York, May to September 1973, with missing values",
      source: "Chambers and others (1983), Graphical Methods for Data Analysis"),
    Dataset(
      "anscombe", 11, 8,
      "Four pairs of x and y with the same means, variances and regression lines, and four pictures",
      source: "Anscombe (1973), Graphs in Statistical Analysis, The American Statistician 27"),
    Dataset(
      "breast_cancer", 569, 31,
      "Thirty measures of cell nuclei and whether the tumour was malignant (Wisconsin)",
      source: "Wolberg, Street and Mangasarian (1993), UCI Machine Learning Repository"),
    Dataset(
      "cars", 50, 2, "Speed (mph) and stopping distance (feet) of cars of the 1920s",
      source: "Ezekiel (1930), Methods of Correlation Analysis"),
    Dataset(
      "chickwts", 71, 2, "Weights (grams) of chicks after six weeks on one of six feeds",
      source: "Biometrika 35 (1948), p. 214"),
    Dataset(
      "co2", 468, 2,
      "Carbon dioxide in the air on Mauna Loa (parts per million), each month from 1959 to 1997",
      source: "Keeling and Whorf, Scripps Institution of Oceanography"),
    Dataset(
      "diabetes", 442, 11,
      "Age, sex, body mass, blood pressure, six serum measures, and the disease a year later",
      source:
        "Efron, Hastie, Johnstone and Tibshirani (2004), Least Angle Regression, Annals of Statistics 32"
    ),
    Dataset(
      "digits", 1797, 65, "Handwritten digits as 8 by 8 pixels from 0 to 16, and which digit it is",
      source:
        "Alpaydin and Kaynak (1998), Optical Recognition of Handwritten Digits, UCI Machine Learning Repository",
      levels: ["digit": (0...9).map { "\($0)" }]),
    Dataset(
      "faithful", 272, 2, "Length of eruptions of Old Faithful and the wait for the next (minutes)",
      source:
        "Azzalini and Bowman (1990), A Look at Some Data on the Old Faithful Geyser, Applied Statistics 39"
    ),
    Dataset(
      "haireyecolor", 32, 4, "Counts of 592 statistics students by hair colour, eye colour and sex",
      source: "Snee (1974), The American Statistician 28; split by sex by Friendly (1992)"),
    Dataset(
      "iris", 150, 5, "Sepals and petals (cm) of fifty flowers of each of three species of iris",
      source: "Anderson (1935); Fisher (1936), Annals of Eugenics 7"),
    Dataset(
      "lakehuron", 98, 2, "Level of Lake Huron (feet), each year from 1875 to 1972",
      source: "Brockwell and Davis (1991), Time Series: Theory and Methods"),
    Dataset(
      "longley", 16, 7,
      "Seven economic measures of the United States, 1947 to 1962, almost collinear",
      source: "Longley (1967), Journal of the American Statistical Association 62"),
    Dataset(
      "lynx", 114, 2, "Lynx trapped in Canada, each year from 1821 to 1934",
      source: "Campbell and Walker (1977), Journal of the Royal Statistical Society A 140"),
    Dataset(
      "mtcars", 32, 12, "Fuel use and ten features of design of 32 cars of 1973 and 1974",
      source: "Motor Trend (1974); Henderson and Velleman (1981), Biometrics 37"),
    Dataset(
      "nile", 100, 2, "Flow of the Nile at Aswan (10^8 cubic metres), each year from 1871 to 1970",
      source: "Cobb (1978), Biometrika 65; Durbin and Koopman (2001)"),
    Dataset(
      "plantgrowth", 30, 2, "Dried weight of plants under a control and two treatments",
      source: "Dobson (1983), An Introduction to Statistical Modelling"),
    Dataset(
      "sleep", 20, 3, "Extra hours of sleep of ten patients with each of two drugs",
      source: "Cushny and Peebles (1905); Student (1908), Biometrika 6",
      levels: ["group": ["1", "2"], "id": (1...10).map { "\($0)" }]),
    Dataset(
      "stackloss", 21, 4,
      "Operation of a plant that makes nitric acid from ammonia, and what it loses",
      source: "Brownlee (1960), Statistical Theory and Methodology in Science and Engineering"),
    Dataset(
      "sunspots", 289, 2, "Sunspot numbers, each year from 1700 to 1988",
      source:
        "Tong (1996), Non-Linear Time Series; World Data Center for the Sunspot Index, Brussels"),
    Dataset(
      "swiss", 47, 7,
      "Fertility and five social measures of 47 French-speaking provinces of Switzerland, about 1888",
      source: "Mosteller and Tukey (1977), Data Analysis and Regression"),
    Dataset(
      "titanic", 2201, 4, "Class, sex, age and survival of the people on board the Titanic",
      source:
        "Dawson (1995), The Unusual Episode Data Revisited, Journal of Statistics Education 3",
      levels: ["class": ["1st", "2nd", "3rd", "Crew"], "age": ["Child", "Adult"]]),
    Dataset(
      "toothgrowth", 60, 3, "Length of odontoblasts of guinea pigs by dose and source of vitamin C",
      source: "Crampton (1947); Bliss (1952), The Statistics of Bioassay"),
    Dataset(
      "ucbadmissions", 24, 4,
      "Applicants to six departments of Berkeley in 1973 by sex and admission",
      source: "Bickel, Hammel and O'Connell (1975), Science 187"),
    Dataset(
      "usarrests", 50, 5,
      "Arrests for murder, assault and rape per 100,000, and city dwellers (%), in 50 states, 1973",
      source: "McNeil (1977), Interactive Data Analysis; World Almanac (1975)"),
    Dataset(
      "warpbreaks", 54, 3, "Breaks of the warp on a loom by wool and tension",
      source: "Tippett (1950), Technological Applications of Statistics; Tukey (1977)",
      levels: ["tension": ["L", "M", "H"]]),
    Dataset(
      "wine", 178, 14,
      "Thirteen chemical measures of wines from three cultivars of one region of Italy",
      source: "Forina and others (1988), PARVUS; UCI Machine Learning Repository"),
    Dataset(
      "women", 15, 2, "Average height (inches) and weight (pounds) of American women aged 30 to 39",
      source: "McNeil (1977), Interactive Data Analysis; World Almanac (1975)"),
  ]

  /// The data set of a name; throws ``Diagnostic/Code/cannotRead`` with the nearest names and the list.
  public static func named(_ name: String) throws(Diagnostic) -> Dataset {
    if let found = all.first(where: { $0.name == name }) { return found }
    let near = nearestNames(to: name, in: all.map(\.name))
    throw Diagnostic(
      .cannotRead, "there is no data set `\(name)`", found: name, candidates: all.map(\.name),
      help: near.first.map { ["did you mean `\($0)`?"] } ?? [])
  }

  /// Loads a data set by name.
  public static func load(_ name: String) throws(Diagnostic) -> LoadedTable {
    try named(name).load()
  }

  /// Reads the data set.
  public func load() throws(Diagnostic) -> LoadedTable {
    guard let bytes else {
      throw Diagnostic(.cannotRead, "the data set `\(name)` isn't part of this command")
    }
    let types = levels.mapValues { _ in ColumnType.text }
    var loaded = try CSVReader.read(
      bytes: bytes, name: "dataset(\"\(name)\")", options: CSVOptions(header: true, types: types))
    let origin = loaded.table.origin
    for (column, levels) in levels {
      guard let category = loaded.table[column]?.asCategory(levels: levels) else {
        throw Diagnostic(
          .malformedFile, "the data set `\(name)` has another `\(column)` than expected")
      }
      loaded.table = loaded.table.setting(column, to: category)
    }
    loaded.table.origin = origin
    return loaded
  }

  /// The embedded file.
  private var bytes: UnsafeRawBufferPointer? {
    guard var entry = ogive_resources() else { return nil }
    while let path = entry.pointee.name {
      if String(cString: path) == "data/\(name).csv" {
        return UnsafeRawBufferPointer(start: entry.pointee.bytes, count: entry.pointee.count)
      }
      entry += 1
    }
    return nil
  }
}
