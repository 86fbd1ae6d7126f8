// Text to standard output, standard error and files, written whole and without buffers of our own.
#ifndef CERTSWEEP_CLI_OUTPUT_H_
#define CERTSWEEP_CLI_OUTPUT_H_

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "engine/base/whole_file.h"

namespace certsweep::cli {

// Opens something harmless in place of standard streams that the caller has closed, so that no file or socket of ours
// takes their numbers. Writing to one of them then fails.
void OpenMissingStandardStreams();

// Writes all of `text` to standard output. Cancelled: its reader has closed the pipe; ResourceExhausted: no room.
absl::Status WriteToStandardOutput(std::string_view text);

// To standard error; nobody could be told of a failure.
void WriteToStandardError(std::string_view text);

// "certsweep: <line>\n" for every line of `message`, fit for a terminal.
std::string ComplaintText(std::string_view message);

// ComplaintText on standard error.
void Complain(std::string_view message);

// The exit code after `written`, of an output: 0; 130 without a word where its reader has gone; else 4, and why.
int ToldExitCode(const absl::Status& written);

// Makes `path` hold `content` and nothing else. Errors carry the path.
absl::Status WriteFile(const std::string& path, std::string_view content);

// base::WriteWholeFile for files that stay as they are unless --force was given; where one is there, the error says so.
absl::Status WriteNewFile(const std::string& path, std::string_view content, const base::WholeFileOptions& options);

}  // namespace certsweep::cli

#endif  // CERTSWEEP_CLI_OUTPUT_H_
