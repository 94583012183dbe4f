import Diagnostics
import Tables
import Testing

struct DatasetsTests {
  @Test(arguments: Dataset.all.map(\.name))
  func loadsAsTheCatalogueSays(name: String) throws {
    let dataset = try Dataset.named(name)
    let loaded = try dataset.load()
    #expect(loaded.table.rowCount == dataset.rows)
    #expect(loaded.table.columnCount == dataset.columns)
    #expect(loaded.notes.isEmpty && loaded.rejects.isEmpty)
    #expect(!types(loaded.table).contains(.unknown))
    #expect(loaded.table.origin?.name == "dataset(\"\(name)\")")
    #expect(!dataset.summary.isEmpty && dataset.summary.count <= 100 && !dataset.source.isEmpty)
  }

  @Test func thereAreTwentyNine() {
    #expect(Dataset.all.count == 29)
    #expect(Dataset.all.map(\.name) == Dataset.all.map(\.name).sorted())
  }

  @Test func typesAreSensible() throws {
    let expected: [String: [String: ColumnType]] = [
      "airpassengers": ["month": .date, "value": .number], "airquality": ["ozone": .number],
      "breast_cancer": ["diagnosis": .text, "mean_radius": .number], "co2": ["month": .date],
      "digits": ["digit": .category, "p00": .number],
      "iris": ["species": .text, "sepal_length": .number],
      "mtcars": ["model": .text, "cyl": .number],
      "sleep": ["extra": .number, "group": .category, "id": .category],
      "titanic": ["class": .category, "age": .category, "sex": .text, "survived": .text],
      "toothgrowth": ["supp": .text, "dose": .number],
      "warpbreaks": ["tension": .category, "wool": .text],
      "wine": ["class": .text],
    ]
    for (name, columns) in expected {
      let table = try Dataset.load(name).table
      for (column, type) in columns { #expect(table[column]?.type == type, "\(name).\(column)") }
    }
    #expect(
      try Dataset.load("titanic").table["class"]?.labelled?.labels == ["1st", "2nd", "3rd", "Crew"])
    #expect(try Dataset.load("warpbreaks").table["tension"]?.labelled?.labels == ["L", "M", "H"])
    #expect(try Dataset.load("airquality").table["ozone"]?.missingCount == 37)
  }

  @Test func unknownName() {
    let error = #expect(throws: Diagnostic.self) { try Dataset.load("titanik") }
    #expect(error?.help == ["did you mean `titanic`?"])
    #expect(error?.candidates.count == 29)
  }
}
