import Diagnostics
import Engine
import Testing
import Verbs

/// Every block of the README is run: `ogive` blocks in their order in one session, `ogive-error` blocks must fail.
struct ReadmeTests {
  struct Block: Sendable {
    var kind: String
    var text: String
  }

  static func blocks() throws -> [Block] {
    let root = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
    var blocks: [Block] = []
    var open: Block?
    for line in try readText("/\(root)/README.md").split(
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

  @Test func blocksRun() throws {
    let running = Running()
    let blocks = try Self.blocks()
    #expect(blocks.contains { $0.kind == "ogive-error" })
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
