// `certsweep verify` as it is installed, over files that the openssl command made.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <filesystem>
#include <set>
#include <string>

#include "tests/integration/scan_fixture.h"
#include "tests/support/temporary_folder.h"

namespace certsweep::integration {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;
using test::ReadWholeFile;
using test::WriteWholeFile;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

// A root, an issuing CA and the server sps01.corp.example, 10.1.0.7; CRLs of both CAs, and one that revokes the server.
constexpr char kMakePki[] = R"(set -e
key() { openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$1.key"; }
key root; key issuing; key other
openssl req -x509 -new -key root.key -subj "/CN=Corp Root" -days 3650 -out root.pem \
  -addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign,cRLSign
printf '%s\n' basicConstraints=critical,CA:TRUE keyUsage=critical,keyCertSign,cRLSign \
  subjectKeyIdentifier=hash authorityKeyIdentifier=keyid > ca.ext
openssl req -new -key issuing.key -subj "/CN=Corp Issuing CA" |
  openssl x509 -req -CA root.pem -CAkey root.key -CAcreateserial -days 1800 -extfile ca.ext -out issuing.pem
openssl genrsa -out leaf.key 2048
printf '%s\n' basicConstraints=critical,CA:FALSE keyUsage=critical,digitalSignature extendedKeyUsage=serverAuth \
  authorityKeyIdentifier=keyid subjectAltName=DNS:sps01.corp.example,IP:10.1.0.7 > leaf.ext
openssl req -new -key leaf.key -subj "/CN=sps01.corp.example" |
  openssl x509 -req -CA issuing.pem -CAkey issuing.key -CAcreateserial -days 300 -extfile leaf.ext -out leaf.pem
cat leaf.key leaf.pem issuing.pem > server.pem
: > index.txt; echo 01 > crlnumber
printf '%s\n' '[ca]' default_ca=d '[d]' database=index.txt crlnumber=crlnumber default_md=sha256 default_crl_days=30 > ca.cnf
crl() { openssl ca -config ca.cnf -keyfile "$1.key" -cert "$1.pem" -gencrl -out "$2"; }
crl root root.crl; crl issuing good.crl
openssl ca -config ca.cnf -keyfile issuing.key -cert issuing.pem -revoke leaf.pem -crl_reason keyCompromise
crl issuing bad.crl
)";

class VerifyCommandTest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    if (std::system("command -v openssl > /dev/null") != 0) return;
    pki_ = new test::TemporaryFolder;
    const ScanResult made = Run({"/bin/bash", "-c", kMakePki}, pki_->path());
    ASSERT_EQ(made.exit_code, 0) << made.errors;
  }
  static void TearDownTestSuite() {
    delete pki_;
    pki_ = nullptr;
  }

  void SetUp() override {
    if (pki_ == nullptr) GTEST_SKIP() << "the program openssl is not installed (Debian's package openssl)";
    fs::copy(pki_->path(), folder_.path(), fs::copy_options::recursive);
  }

  static ScanResult Run(const std::vector<std::string>& command, const std::string& folder,
                        const std::string& input = "/dev/null") {
    Process process({.command = command, .folder = folder, .input = input});
    ScanResult result;
    result.exit_code = process.Wait();
    result.output = process.Output();
    result.errors = process.Errors();
    return result;
  }

  // A shell in the test's folder, which must succeed.
  void Shell(const std::string& script) const {
    const ScanResult result = Run({"/bin/bash", "-c", "set -e -o pipefail; " + script}, folder_.path());
    ASSERT_EQ(result.exit_code, 0) << script << "\n" << result.errors;
  }

  std::vector<std::string> Command(const std::vector<std::string>& arguments) const {
    std::vector<std::string> command = {CERTSWEEP_BINARY, "verify"};
    command.insert(command.end(), arguments.begin(), arguments.end());
    return command;
  }
  ScanResult Verify(const std::vector<std::string>& arguments, const std::string& input = "/dev/null") const {
    return Run(Command(arguments), folder_.path(), input);
  }

  // `verify FILE --trust root.pem --name sps01.corp.example MORE` as "exit code: codes of the findings".
  std::string Said(const std::string& file, const std::vector<std::string>& more = {}) const {
    std::vector<std::string> arguments = {file,       "--trust", "root.pem", "--name", "sps01.corp.example",
                                          "--format", "jsonl"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    const ScanResult result = Verify(arguments);
    const std::vector<json::object> lines = JsonLines(result.output);
    if (lines.size() != 1) return std::to_string(result.exit_code) + " " + result.errors;
    EXPECT_EQ(result.errors, "");
    return std::to_string(result.exit_code) + ": " + Codes(lines[0]);
  }

  std::string File(const std::string& name) const { return ReadWholeFile(folder_.Path(name)); }

  // A case of --batch.
  std::string Case(const json::value& id, const std::string& name = "sps01.corp.example") const {
    return json::serialize(json::object{{"id", id},
                                        {"leaf_pem", File("leaf.pem")},
                                        {"intermediates_pem", json::array{json::string(File("issuing.pem"))}},
                                        {"roots_pem", json::array{json::string(File("root.pem"))}},
                                        {"name", name},
                                        {"name_kind", "dns"},
                                        {"time", nullptr},
                                        {"max_depth", nullptr},
                                        {"crls_pem", json::array{}}}) +
           "\n";
  }

  static test::TemporaryFolder* pki_;
  const test::TemporaryFolder folder_;
};

test::TemporaryFolder* VerifyCommandTest::pki_ = nullptr;

TEST_F(VerifyCommandTest, AServerPemWithKeyAndChainIsCompliant) {
  const ScanResult result = Verify({"server.pem", "--trust", "root.pem", "--name", "sps01.corp.example"});
  EXPECT_EQ(result.exit_code, 0);
  EXPECT_EQ(result.errors, "");
  EXPECT_THAT(result.output, AllOf(StartsWith("server.pem: compliant, trusted\n"),
                                   HasSubstr("    key        RSA 2048, with its private key in the file\n"),
                                   HasSubstr("  path\n"
                                             "    0  CN=sps01.corp.example  in the file\n"
                                             "    1  CN=Corp Issuing CA     in the file\n"
                                             "    2  CN=Corp Root           trust anchor\n"),
                                   Not(HasSubstr("\x1b"))));
}

TEST_F(VerifyCommandTest, KeysInEveryForm) {
  Shell(R"(openssl rsa -in leaf.key -traditional -out rsa.key
    openssl ecparam -name prime256v1 -genkey -out ec.key
    openssl req -new -key ec.key -subj /CN=ec | openssl x509 -req -CA issuing.pem -CAkey issuing.key \
      -CAcreateserial -days 300 -extfile leaf.ext -out ec.pem
    openssl rsa -in leaf.key -aes256 -passout pass:x -out encrypted.key
    openssl rsa -in leaf.key -traditional -aes256 -passout pass:x -out encrypted1.key
    cat leaf.pem issuing.pem > chain.pem
    cat rsa.key chain.pem > rsa1.pem; cat ec.key ec.pem issuing.pem > ec1.pem
    cat other.key chain.pem > other1.pem; cat issuing.key chain.pem > issuing1.pem
    cat encrypted.key chain.pem > encrypted.pem; cat encrypted1.key chain.pem > encrypted1.pem)");
  EXPECT_EQ(Said("rsa1.pem"), "0: ");
  EXPECT_EQ(Said("ec1.pem"), "0: ");
  for (const char* file : {"other1.pem", "issuing1.pem", "encrypted.pem", "encrypted1.pem"}) {
    EXPECT_EQ(Said(file), "1: key_mismatch") << file;
  }
}

TEST_F(VerifyCommandTest, NothingOfAKeyIsSaid) {
  Shell("cat other.key leaf.pem > mismatch.pem; sed 's/BEGIN CERT/BEGIN C!RT/' server.pem > damaged.pem");
  const std::string key = File("leaf.key"), other = File("other.key");
  for (const char* file : {"server.pem", "mismatch.pem", "damaged.pem", "leaf.key"}) {
    for (const char* format : {"table", "jsonl"}) {
      const ScanResult result = Verify({file, "--trust", "root.pem", "--format", format, "--include-pem"});
      for (const std::string& secret : {key.substr(40, 50), other.substr(40, 50)}) {
        EXPECT_THAT(result.output + result.errors, Not(HasSubstr(secret)));
      }
    }
  }
}

TEST_F(VerifyCommandTest, CertificatesInEveryForm) {
  Shell(R"(openssl x509 -in leaf.pem -outform DER -out leaf.der
    openssl x509 -in issuing.pem -outform DER | cat leaf.der - > two.der
    openssl crl2pkcs7 -nocrl -certfile root.pem -certfile issuing.pem -certfile leaf.pem -out chain.p7b
    openssl crl2pkcs7 -nocrl -certfile root.pem -certfile issuing.pem -certfile leaf.pem -outform DER -out chain.p7c
    openssl crl2pkcs7 -in good.crl -certfile leaf.pem -certfile issuing.pem -out crl.p7b
    sed 's/PKCS7/CERTIFICATE/' chain.p7b > certutil.cer
    openssl x509 -in leaf.pem -trustout -addtrust serverAuth | cat - issuing.pem > trusted.pem
    sed 's/$/\r/' server.pem > crlf.pem
    { openssl x509 -in leaf.pem -text; cat issuing.pem; } > text.pem)");
  EXPECT_EQ(Said("leaf.der"), "1: incomplete_chain");
  EXPECT_EQ(Said("leaf.der", {"--intermediates", "issuing.pem"}), "0: incomplete_chain") << "a warning";
  for (const char* file :
       {"two.der", "chain.p7b", "chain.p7c", "crl.p7b", "certutil.cer", "trusted.pem", "crlf.pem", "text.pem"}) {
    EXPECT_EQ(Said(file), "0: ") << file;
  }
  EXPECT_EQ(Said("leaf.pem", {"--intermediates", "chain.p7c"}), "0: incomplete_chain");
}

TEST_F(VerifyCommandTest, DamagedCertificatesAreMalformed) {
  Shell(R"(openssl x509 -in leaf.pem -outform DER -out leaf.der; head -c 300 leaf.der > short.der
    head -c 700 leaf.pem > short.pem
    sed '3s/./!/' leaf.pem > stray.pem
    printf 'junk%.0s' {1..20000} | openssl base64 | sed '1i-----BEGIN CERTIFICATE-----
      $a-----END CERTIFICATE-----' > random.pem)");
  for (const char* file : {"short.der", "short.pem", "stray.pem", "random.pem"}) {
    EXPECT_EQ(Said(file), "1: malformed_certificate") << file;
  }
  EXPECT_THAT(Verify({"stray.pem"}).output, HasSubstr("line 3: not base64 (in the CERTIFICATE that begins at line 1)"));
}

TEST_F(VerifyCommandTest, Names) {
  EXPECT_EQ(Said("server.pem", {"--name", "10.1.0.7"}), "0: ");
  EXPECT_EQ(Said("server.pem", {"--name", "SPS01.corp.example."}), "0: ");
  EXPECT_EQ(Said("server.pem", {"--name", "10.1.0.8"}), "1: name_mismatch");
  const ScanResult result = Verify({"server.pem", "--trust", "root.pem"});
  EXPECT_EQ(result.exit_code, 0);
  EXPECT_THAT(result.output, AllOf(HasSubstr("not judged: give --name"), HasSubstr("info  name_not_judged")));
}

TEST_F(VerifyCommandTest, Times) {
  EXPECT_EQ(Said("server.pem", {"--time", "2001-01-01"}), "1: not_yet_valid");
  EXPECT_EQ(Said("server.pem", {"--time", "2200-01-01T00:00:00Z"}), "1: expired");
  EXPECT_EQ(Said("server.pem", {"--min-days-left", "400"}), "0: expiring_soon");
  EXPECT_THAT(Verify({"server.pem", "--trust", "root.pem", "--time", "2200-01-01"}).output,
              AllOf(HasSubstr("as of 2200-01-01T00:00:00Z"), HasSubstr("fail  expired (certificate 0)"),
                    HasSubstr("    expired  renew it")));
}

TEST_F(VerifyCommandTest, RevocationLists) {
  EXPECT_EQ(Said("server.pem", {"--crl", "good.crl", "--crl", "root.crl"}), "0: ");
  EXPECT_EQ(Said("server.pem", {"--crl", "bad.crl", "--crl", "root.crl"}), "1: revoked");
  EXPECT_EQ(Said("server.pem", {"--crl", "good.crl"}), "1: revocation_unknown");
  EXPECT_EQ(Said("server.pem", {"--crl", "good.crl", "--rules", "private"}), "0: ");
  EXPECT_THAT(Verify({"server.pem", "--trust", "root.pem", "--crl", "bad.crl"}).output,
              AllOf(HasSubstr("fail  revoked (certificate 0): revoked at "), HasSubstr("(keyCompromise)")));
}

TEST_F(VerifyCommandTest, Rules) {
  Shell(
      "printf 'subjectAltName=DNS:sps01.corp.example' > bare.ext; openssl req -new -key leaf.key -subj /CN=bare | "
      "openssl x509 -req -CA root.pem -CAkey root.key -CAcreateserial -days 300 -extfile bare.ext -out bare.pem");
  EXPECT_EQ(Said("bare.pem"), "1: not_for_server_auth") << "webpki, unless told otherwise";
  EXPECT_EQ(Said("bare.pem", {"--rules", "rfc5280"}), "0: ");
  EXPECT_EQ(Said("bare.pem", {"--rules", "private"}), "0: ");
}

TEST_F(VerifyCommandTest, AFolderIsJudgedFileByFile) {
  Shell("mkdir pems; cp server.pem pems/b.pem; cp leaf.pem pems/a.crt; cp leaf.key pems/c.key; mkfifo pems/d.pem");
  const std::vector<std::string> options = {"pems", "--trust", "root.pem", "--name", "sps01.corp.example"};
  const ScanResult table = Verify(options);
  EXPECT_EQ(table.exit_code, 1);
  EXPECT_THAT(table.output, AllOf(StartsWith("pems/a.crt: noncompliant, not trusted\n"),
                                  HasSubstr("\n\npems/b.pem: compliant, trusted\n"),
                                  HasSubstr("\n\n2 files: 1 compliant, 1 noncompliant\n")));
  std::vector<std::string> arguments = options;
  arguments.insert(arguments.end(), {"-f", "jsonl"});
  const std::vector<json::object> lines = JsonLines(Verify(arguments).output);
  ASSERT_EQ(lines.size(), 2u);
  EXPECT_EQ(Text(lines[0], "file"), "pems/a.crt");
  EXPECT_EQ(Text(lines[1], "verdict"), "compliant");
}

TEST_F(VerifyCommandTest, AFileThatCannotBeReadDoesNotHideTheOthers) {
  Shell(
      "mkdir pems; cp server.pem pems/b.pem; ln -s nowhere pems/a.pem; cp leaf.key pems/c.pem; cp leaf.pem pems/d.pem");
  const ScanResult result = Verify({"pems", "missing.pem", "--trust", "root.pem"});
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_EQ(result.errors,
            "certsweep: pems/a.pem: No such file or directory\n"
            "certsweep: pems/c.pem: no certificate in it\n"
            "certsweep: missing.pem: No such file or directory\n");
  EXPECT_THAT(result.output, AllOf(StartsWith("pems/b.pem: compliant"), HasSubstr("\npems/d.pem: noncompliant"),
                                   HasSubstr("5 files: 1 compliant, 1 noncompliant, 3 not read\n")));
}

TEST_F(VerifyCommandTest, UsageAndConfigurationAre2AndNothingIsDone) {
  for (const std::vector<std::string>& arguments :
       std::vector<std::vector<std::string>>{{},
                                             {"server.pem", "--trust", "missing.pem"},
                                             {"server.pem", "--trust", "leaf.key"},
                                             {"server.pem", "--crl", "root.pem"},
                                             {"server.pem", "--intermediates", "."},
                                             {"server.pem", "--name", "*.corp.example"},
                                             {"server.pem", "--rules", "none"},
                                             {"--batch", "server.pem"}}) {
    const ScanResult result = Verify(arguments);
    EXPECT_EQ(result.exit_code, 2);
    EXPECT_EQ(result.output, "");
    EXPECT_THAT(result.errors, StartsWith("certsweep: "));
  }
  fs::create_directory(folder_.Path("empty"));
  EXPECT_EQ(Verify({"empty", "server.pem"}).errors,
            "certsweep: empty: no file named .pem, .crt, .cer, .der, .p7b or .p7c in this folder\n");
}

TEST_F(VerifyCommandTest, AFullDiskIs4) {
  for (const std::vector<std::string>& arguments :
       std::vector<std::vector<std::string>>{{"server.pem"}, {"server.pem", "-f", "jsonl"}, {"--batch"}}) {
    WriteWholeFile(folder_.Path("cases"), Case(1));
    Process process({.command = Command(arguments),
                     .folder = folder_.path(),
                     .input = folder_.Path("cases"),
                     .output = "/dev/full"});
    EXPECT_EQ(process.Wait(), 4);
    EXPECT_EQ(process.Errors(), "certsweep: standard output: No space left on device\n");
  }
}

TEST_F(VerifyCommandTest, StandardInput) {
  const std::vector<std::string> arguments = {"-", "--trust", "root.pem", "--name", "sps01.corp.example"};
  const ScanResult result = Verify(arguments, folder_.Path("server.pem"));
  EXPECT_EQ(result.exit_code, 0);
  EXPECT_THAT(result.output, StartsWith("standard input: compliant, trusted\n"));
  EXPECT_EQ(Verify(arguments).exit_code, 2) << "/dev/null";
}

// Both ends of a pipe, for a process that is talked with.
class Pipe {
 public:
  Pipe() { EXPECT_EQ(pipe2(ends_.data(), O_CLOEXEC), 0); }
  ~Pipe() {
    Close(0);
    Close(1);
  }
  void Close(int end) {
    if (ends_[end] >= 0) close(ends_[end]);
    ends_[end] = -1;
  }
  int end(int which) const { return ends_[which]; }

 private:
  std::array<int, 2> ends_ = {-1, -1};
};

TEST_F(VerifyCommandTest, AClosedPipeIsAQuietEnd) {
  WriteWholeFile(folder_.Path("cases"), Case(1) + Case(2));
  for (const std::vector<std::string>& arguments :
       std::vector<std::vector<std::string>>{{"server.pem"}, {"server.pem", "-f", "jsonl"}, {"--batch"}}) {
    Pipe pipe;
    pipe.Close(0);
    Process process({.command = Command(arguments),
                     .folder = folder_.path(),
                     .input = folder_.Path("cases"),
                     .output_descriptor = pipe.end(1)});
    EXPECT_EQ(process.Wait(), 130);
    EXPECT_EQ(process.Errors(), "");
  }
}

TEST_F(VerifyCommandTest, ABatchAnswersEveryCaseOnce) {
  constexpr int kCases = 2000;
  std::string cases;
  for (int i = 0; i < kCases; ++i) cases += Case(i, i % 2 == 0 ? "sps01.corp.example" : "other.example");
  WriteWholeFile(folder_.Path("cases"), cases);
  const ScanResult result = Verify({"--batch"}, folder_.Path("cases"));
  EXPECT_EQ(result.exit_code, 0);
  EXPECT_EQ(result.errors, "");
  std::set<int64_t> ids;
  for (const json::object& line : JsonLines(result.output)) {
    const int64_t id = line.at("id").as_int64();
    EXPECT_TRUE(ids.insert(id).second) << id;
    EXPECT_EQ(line.at("trusted").as_bool(), id % 2 == 0) << id;
    EXPECT_EQ(Codes(line), id % 2 == 0 ? "" : "name_mismatch") << id;
  }
  EXPECT_EQ(ids.size(), static_cast<size_t>(kCases));
}

// What is read from `descriptor` up to a line end.
std::string ReadLine(int descriptor) {
  std::string line;
  char c = 0;
  while (read(descriptor, &c, 1) == 1 && c != '\n') line += c;
  return line;
}

TEST_F(VerifyCommandTest, ABatchAnswersBeforeTheNextCaseIsWritten) {
  ASSERT_EQ(mkfifo(folder_.Path("fifo").c_str(), 0600), 0);
  Pipe answers;
  Process process({.command = Command({"--batch"}),
                   .folder = folder_.path(),
                   .input = folder_.Path("fifo"),
                   .output_descriptor = answers.end(1)});
  answers.Close(1);
  const int cases = open(folder_.Path("fifo").c_str(), O_WRONLY | O_CLOEXEC);
  for (int i = 0; i < 20; ++i) {
    const std::string line = Case(i);
    ASSERT_EQ(write(cases, line.data(), line.size()), static_cast<ssize_t>(line.size()));
    EXPECT_THAT(ReadLine(answers.end(0)), StartsWith("{\"id\":" + std::to_string(i) + ",\"trusted\":true"));
  }
  close(cases);
  EXPECT_EQ(process.Wait(), 0);
}

TEST_F(VerifyCommandTest, ABatchWhoseReaderGoesEndsThoughMoreMayCome) {
  ASSERT_EQ(mkfifo(folder_.Path("fifo").c_str(), 0600), 0);
  Pipe answers;
  Process process({.command = Command({"--batch", "--threads", "4"}),
                   .folder = folder_.path(),
                   .input = folder_.Path("fifo"),
                   .output_descriptor = answers.end(1)});
  answers.Close(0);
  const int cases = open(folder_.Path("fifo").c_str(), O_WRONLY | O_CLOEXEC);
  const std::string line = Case(1);
  ASSERT_EQ(write(cases, line.data(), line.size()), static_cast<ssize_t>(line.size()));
  EXPECT_EQ(process.Wait(), 130) << "the input is still open";
  close(cases);
}

TEST_F(VerifyCommandTest, ABatchAnswersWhatIsNoCase) {
  WriteWholeFile(folder_.Path("cases"), "\n\nnot JSON\n[1]\n\xff\xfe\n{\"id\":\"x\"}\n\r\n" + Case("last").substr(0) +
                                            json::serialize(json::object{{"id", "no end"}}));
  const ScanResult result = Verify({"--batch", "--threads", "1"}, folder_.Path("cases"));
  EXPECT_EQ(result.exit_code, 0);
  std::vector<std::string> said;
  for (const json::object& line : JsonLines(result.output)) {
    said.push_back(json::serialize(line.at("id")) + (line.at("trusted").as_bool() ? " trusted" : " ") + Codes(line));
  }
  EXPECT_THAT(said,
              ElementsAre("null malformed_certificate", "null malformed_certificate", "null malformed_certificate",
                          "\"x\" malformed_certificate", "\"last\" trusted", "\"no end\" malformed_certificate"));
}

TEST_F(VerifyCommandTest, ABatchOutlivesALineOfAnySize) {
  const size_t huge = size_t{100} << 20;
  WriteWholeFile(folder_.Path("cases"), "{\"id\":\"" + std::string(huge, 'x') + "\"}\n" + Case("next"));
  Process process(
      {.command = Command({"--batch", "--threads", "1"}), .folder = folder_.path(), .input = folder_.Path("cases")});
  EXPECT_EQ(process.Wait(), 0);
  const std::vector<json::object> lines = JsonLines(process.Output());
  ASSERT_EQ(lines.size(), 2u);
  EXPECT_THAT(json::serialize(lines[0].at("findings")), HasSubstr("a line of over 64 MiB"));
  EXPECT_TRUE(lines[1].at("trusted").as_bool());
  EXPECT_LT(process.peak_resident_bytes(), 300L << 20);
}

TEST_F(VerifyCommandTest, AnEmptyBatchIsAnswered) {
  const ScanResult result = Verify({"--batch"});
  EXPECT_EQ(result.exit_code, 0);
  EXPECT_EQ(result.output + result.errors, "");
}

}  // namespace
}  // namespace certsweep::integration
