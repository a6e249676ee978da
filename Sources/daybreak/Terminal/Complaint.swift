// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Foundation
import Newsroom

/// An error as lines for a person and one number for a script.
struct Complaint {
    private let error: any Error

    init(_ error: any Error) { self.error = error }

    /// Says it on standard error and ends the process. Help, versions and usage are the parser's to say.
    func exit() -> Never {
        // Whoever reads the output may stop before its end, as `head` does, which is no fault.
        if (error as? UnwritableOutput)?.code == EPIPE { Foundation.exit(0) }
        guard let known = Explanation(error) else {
            guard Daybreak.exitCode(for: error) == .success else { Daybreak.exit(withError: error) }
            // Help and versions are printed like everything else.
            print(Daybreak.fullMessage(for: error))
            do throws(UnwritableOutput) {
                try StandardOutput.finish()
                Foundation.exit(0)
            } catch {
                Complaint(error).exit()
            }
        }
        let text = [TerminalText.harmless(known.sentence), known.excerpt].compactMap(\.self).joined(
            separator: "\n")
        FileHandle.standardError.write(Data("daybreak: \(text)\n".utf8))
        Foundation.exit(known.kind.rawValue)
    }
}
