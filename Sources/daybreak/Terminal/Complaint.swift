import ArgumentParser
import Composer
import CurlTransport
import Foundation
import MailFormat
import Newsroom
import SQLiteStore
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
        switch error {
        case let error as NewsroomError: (error.kind.rawValue, error.description)
        case let error as StoreError: (Self.code(error), error.description)
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
        case let fault as WebFetch.Fault: (fault.code, fault.description)
        case let fault as SandboxServer.Fault: (69, fault.description)
        case let fault as ListenFault: (69, fault.description)
        case let error as SQLiteOutbox.Evicted: (75, error.description)
        case let error as UnwritableOutput: (74, error.description)
        case let error as CocoaError: (74, Newsroom.why(error))
        default: nil
        }
    }

    private static func code(_ error: StoreError) -> Int32 {
        switch error {
        case .missing, .newer, .development, .notADatabase: 78
        case .inUse, .replaced, .changed: 75
        case .locked: 75
        case .full, .readOnly, .needsWriting, .older, .failed, .damaged, .cannotLock, .cannotJournal,
            .cannotRead, .cannotWrite:
            74
        case .exists, .noSuchList, .listExists, .alreadyMailed, .nobody, .addressTaken, .suppressed,
            .noSuchSegment,
            .segmentExists, .notOfType, .notABackup, .damagedBackup, .signingKey, .takesMostOff:
            65
        }
    }
}

extension WebFetch.Fault {
    fileprivate var code: Int32 {
        switch self {
        case .notWeb: 64
        case .refusedAddress: 78
        case .tooLarge: 65
        case .status, .failed: 69
        }
    }
}
