import ArgumentParser
import Composer
import Foundation
import MailFormat
import Newsroom
import Sandbox
import Sender
import Subscribers
import Web

/// An error as one line for a person and one number for a script.
struct Complaint {
    private let error: any Error

    init(_ error: any Error) { self.error = error }

    /// Says it on standard error and ends the process. Help, versions and usage are the parser's to say.
    func exit() -> Never {
        // A reader of our output who has seen enough is no fault.
        if (error as? UnwritableOutput)?.code == EPIPE { Foundation.exit(0) }
        guard let (code, text) = translation else {
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
        FileHandle.standardError.write(Data("daybreak: \(text)\n".utf8))
        Foundation.exit(code)
    }

    private var translation: (code: Int32, text: String)? {
        if let known = Explanation(error) { return (known.kind.rawValue, known.sentence) }
        return switch error {
        case let fault as YAMLMapping.Fault:
            (
                fault.file.hasSuffix(Newsroom.configurationFile) || fault.file.hasSuffix("publication.yaml")
                    ? 78 : 65, fault.description
            )
        case let fault as Theme.Fault: (78, fault.description)
        case let error as ArticleError: (65, error.description)
        case let error as EditionOvertaken: (65, error.description)
        case let error as ProofBlocked: (65, error.description)
        case let error as CompositionError: (65, error.description)
        case let error as InvalidHeaderValue: (65, error.description)
        case let error as SegmentFault: (65, "\(error.description)\n\(error.pointer)")
        case let error as InvalidListName: (65, error.description)
        case let error as InvalidListTitle: (65, error.description)
        case let error as InvalidAddress: (65, error.description)
        case let fault as SandboxServer.Fault: (69, fault.description)
        case let fault as ListenFault: (69, fault.description)
        case let error as UnwritableOutput: (74, error.description)
        case let error as CocoaError: (74, FileFault.reason(error))
        default: nil
        }
    }
}
