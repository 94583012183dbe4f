import Diagnostics
import Engine
import Testing
import Verbs

/// Every block of the README and of the manual's pages is run: the `ogive` blocks of a file in their order in one session,
/// `ogive-error` blocks must fail.
struct ReadmeTests {
  struct Block: Sendable {
    var kind: String
    var text: String
  }

  static let root = "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
  static let files =
    ["README.md"]
    + ["start", "tables", "missing", "plots", "models", "scripts", "errors", "coming_from"].map {
      "Sources/CResources/manual/\($0).md"
    }

  static func blocks(_ file: String) throws -> [Block] {
    var blocks: [Block] = []
    var open: Block?
    for line in try readText("\(root)/\(file)").split(
      separator: "\n", omittingEmptySubsequences: false)
    {
      if line.hasPrefix("```") {
        if let block = open { blocks.append(block) }
        open = open == nil ? Block(kind: String(line.dropFirst(3)), text: "") : nil
      } else if open != nil {
        open?.text += line + "\n"
      }
    }
    return blocks
  }

  @Test(arguments: files)
  func blocksRun(_ file: String) throws {
    let running = Running()
    let blocks = try Self.blocks(file)
    #expect(blocks.contains { $0.kind == "ogive" })
    for block in blocks {
      switch block.kind {
      case "ogive":
        let error = running.error(block.text)
        #expect(error == nil, "\(block.text)\n\(error?.rendered() ?? "")")
      case "ogive-error":
        #expect(running.error(block.text) != nil, "it should fail: \(block.text)")
      // The two commands: this test is a part of the second, which runs the first.
      case "sh": continue
      default: Issue.record("a block of the unknown kind \(block.kind)")
      }
    }
  }
}
