import Diagnostics
import Engine
import Glibc
import Learn
import Syntax
import Tables
import Testing

/// A folder that is gone when it is no longer held.
private final class Folder {
  let path: String

  init() throws {
    var template = Array("/tmp/ogive-models-XXXXXX".utf8CString)
    try #require(mkdtemp(&template) != nil)
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  deinit {
    unlink(path + "/m.model")
    rmdir(path)
  }

  var file: String { path + "/m.model" }
}

@Suite struct SavedModelTests {
  /// Fits, saves, and loads in a session of its own; what both say of the same rows, and of the model.
  private func expectSame(
    _ fit: String, on rows: String, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let folder = try Folder()
    let told = """
      m
      rows | predict m
      rows | score m
      """
    let first = Running()
    let second = Running()
    let before = try first.outputs(
      "m = \(fit)\nm | save \"\(folder.file)\"\nrows = \(rows)\n\(told)")
    let after = try second.outputs("m = load(\"\(folder.file)\")\nrows = \(rows)\n\(told)")
    let shown = { (outputs: [Output]) in
      outputs.compactMap { output -> String? in
        if case .nothing = output.value { return nil }
        return output.value.json().encoded + output.notes.map(\.text).joined(separator: "\n")
      }
    }
    #expect(shown(before) == shown(after), sourceLocation: sourceLocation)
    #expect(shown(after).count == 3, sourceLocation: sourceLocation)
  }

  @Test(arguments: [
    "dataset(\"mtcars\") | fit linear(mpg ~ wt * hp + category(cyl), weights: qsec)",
    "dataset(\"mtcars\") | fit linear(log(mpg) ~ poly(wt, 2) + sqrt(hp) - 1)",
    "dataset(\"mtcars\") | fit logistic(am ~ wt, tolerance: 1e-12)",
    "dataset(\"mtcars\") | fit tree(mpg ~ .)",
    "dataset(\"mtcars\") | fit knn(mpg ~ wt + hp, k: 3, weights: \"distance\")",
    "dataset(\"mtcars\") | fit knn(cyl == 4 ~ wt + hp)",
    "dataset(\"mtcars\") | fit kmeans(~ wt + hp, k: 3, seed: 5)",
    "dataset(\"mtcars\") | fit linear(mpg ~ wt) by cyl",
  ])
  func everyLearnerComesBack(_ fit: String) throws {
    try expectSame(fit, on: "dataset(\"mtcars\") | keep mpg > 15")
  }

  @Test func aTreeOfLabelsAndGapsComesBack() throws {
    try expectSame(
      "dataset(\"airquality\") | add cool = if temp < 75 then \"cool\" else \"warm\" | fit tree(temp ~ ozone + solar + month + cool)",
      on: "dataset(\"airquality\") | add cool = if temp < 75 then \"cool\" else \"new\"")
  }

  /// Every kind of step, with what it has learnt, a variable and two functions.
  @Test func aRecipeComesBackWithItsSteps() throws {
    let fit = """
      (dataset("airquality") | drop ozone is missing | add late = if month > 7 then "yes" else "no"
        | fit plan)
      """
    let recipe = """
      limit = 80
      wanted = "wind"
      def double(x) = 2 * x
      def centred(v, per: 1) = double(v - mean(v)) / per
      plan = recipe(ozone ~ . - day)
        | fill solar = 7 + median(solar) by month
        | add hot = temp > $limit, pull = centred(temp, per: 3)
        | change wind = log(wind / 10)
        | rename breeze = wind
        | encode late
        | scale starts_with("pu"), breeze, method: "robust"
        | remove month
        | linear
      """
    let folder = try Folder()
    let rows = """
      rows = dataset("airquality") | first 60 | add late = if month > 6 then "yes" else "no"
      """
    let first = Running()
    _ = try first.outputs("\(recipe)\nm = \(fit)\nm | save \"\(folder.file)\"\n\(rows)")
    // The same names mean other things where it is loaded.
    let second = Running()
    _ = try second.outputs(
      "limit = 0\ndef double(x) = 0 * x\nm = load(\"\(folder.file)\")\n\(rows)")
    for script in ["rows | predict m", "rows | score m", "m.coefficients", "m"] {
      #expect(try first.text(script) == second.text(script))
    }
    // The plan can be fitted again, and means what it meant.
    let again =
      "(dataset(\"airquality\") | drop ozone is missing | add late = if month > 7 then \"yes\" else \"no\" | fit m.plan).coefficients"
    #expect(try first.text(again) == second.text(again))
  }

  @Test func aSavedModelCanBePlottedAndSavedAgain() throws {
    let folder = try Folder()
    let running = Running()
    _ = try running.outputs(
      "m = dataset(\"mtcars\") | fit linear(mpg ~ wt)\nm | save \"\(folder.file)\"\nn = load(\"\(folder.file)\")"
    )
    #expect(try running.text("n | plot residuals()") == running.text("m | plot residuals()"))
    let bytes = try FileContent.bytes(folder.file)
    _ = try running.outputs("n | save \"\(folder.file)\"")
    #expect(try FileContent.bytes(folder.file) == bytes)
  }

  @Test func loadingSaysWhichFileItRead() throws {
    let folder = try Folder()
    let running = Running()
    _ = try running.outputs("dataset(\"mtcars\") | fit linear(mpg ~ wt) | save \"\(folder.file)\"")
    let source = SourceText(name: "test", text: "m = load(\"\(folder.file)\")")
    let statement = try #require(Parser.parse(source).statements.first)
    let loads = try running.evaluator.execute(statement, of: source).loads
    #expect(loads.count == 1)
    #expect(loads.first?.origin.rows == 32)
    #expect(loads.first?.origin.fingerprint.count == 32)
  }

  @Test func whatAFileCannotCarryIsRefusedWithItsName() throws {
    let running = Running()
    let script = """
      def f(x) {
        return x + 1
      }
      m = dataset("cars") | fit linear(dist ~ f(speed))
      m | save "/tmp/never.model"
      """
    let error = try #require(running.error(script))
    #expect(error.code == .learning)
    #expect(error.message.contains("`f`"))
    #expect(access("/tmp/never.model", F_OK) != 0)
    let error2 = try #require(
      running.error(
        "other = dataset(\"cars\")\nm = dataset(\"cars\") | fit (recipe(dist ~ speed) | add n = row_count($other) | linear)\nm | save \"/tmp/never.model\""
      ))
    #expect(error2.message.contains("`other`"))
  }

  @Test func otherNamesAndOptionsAreRefused() throws {
    let running = Running()
    _ = try running.outputs("m = dataset(\"cars\") | fit linear(dist ~ speed)")
    let error = try #require(running.error("m | save \"churn.csv\""))
    #expect(error.code == .unknownFormat)
    #expect(error.help.first == "`save \"churn.model\"`")
    #expect(running.error("load(\"no-such.model\")")?.code == .cannotRead)
    #expect(running.marked("load(\"no.model\", header: true)") == "header: true")
  }

  @Test func aTableUnderAModelsNameIsRefused() throws {
    let folder = try Folder()
    var file = try AtomicFile(folder.file)
    try file.append("a,b\n1,2\n")
    try file.commit()
    let error = try #require(Running().error("load(\"\(folder.file)\")"))
    #expect(error.code == .malformedFile)
  }

  /// A text in a model works out values and does nothing else, whoever wrote the file.
  @Test(arguments: [
    #"add z = row_count(load("/etc/passwd"))"#, #"add z = row_count((dataset("cars")))"#,
    #"add z = mean((speed | abs))"#, #"add z = "{(speed | abs)}""#, #"save "/tmp/owned.csv""#,
    #"keep speed > 1"#, #"fit linear(dist ~ speed)"#, "add z = speed\nx = 1", "add z = (",
    #"add z = recipe(a ~ b)"#, "add z = [abs][1](speed)", #"predict m"#,
  ])
  func aForgedStepIsRefused(_ step: String) throws {
    let folder = try Folder()
    let running = Running()
    _ = try running.outputs(
      "m = dataset(\"cars\") | fit (recipe(dist ~ speed) | add z = speed + 1 | linear)\nm | save \"\(folder.file)\""
    )
    let honest = try ModelFile.content(of: FileContent.bytes(folder.file))
    guard case .record(var parts) = honest, case .list(var plan)? = parts["plan"],
      case .record(var text) = plan[1]
    else {
      Issue.record("the file is otherwise")
      return
    }
    #expect(try plan[1].text("text") == "add z = speed + 1")
    text["text"] = .text(step)
    plan[1] = .record(text)
    parts["plan"] = .list(plan)
    var file = try AtomicFile(folder.file)
    try file.append(ModelFile.bytes(of: .record(parts)))
    try file.commit()
    #expect(Running().error("load(\"\(folder.file)\")")?.code == .malformedFile)
  }
}
