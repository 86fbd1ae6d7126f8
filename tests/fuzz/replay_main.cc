// A main for fuzz targets in builds without libFuzzer: runs the target over every file given (folders: every file in
// them), over truncations and mutations of each, and over a fixed set of pseudo-random inputs. The same inputs every
// time, and bounded in time: what is left when the time is up is said and skipped.

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);

// Some targets prepare something once; libFuzzer's name for it.
extern "C" __attribute__((weak)) int LLVMFuzzerInitialize(int* argc, char*** argv);

namespace {

using Input = std::vector<uint8_t>;

constexpr int kMutationsPerSeed = 200;
constexpr int kRandomInputs = 500;
constexpr size_t kMaxRandomSize = 1024;
constexpr size_t kMaxTruncations = 300;
constexpr auto kTimeForAll = std::chrono::seconds(6);

class Replay {
 public:
  // Run hands `input` to the target; a copy of exactly its size, so that a sanitizer sees a read past its end.
  void Run(const Input& input) {
    if (TimeIsUp()) {
      ++skipped_;
      return;
    }
    const Input exact(input.begin(), input.end());
    LLVMFuzzerTestOneInput(exact.data(), exact.size());
    ++done_;
  }

  // The seed itself is run whatever the time.
  void RunSeed(const Input& seed) {
    LLVMFuzzerTestOneInput(seed.data(), seed.size());
    ++done_;
  }

  void RunVariants(const Input& seed) {
    RunTruncations(seed);
    for (int i = 0; i < kMutationsPerSeed; ++i) Run(Mutated(seed));
  }

  void RunRandom() {
    for (int i = 0; i < kRandomInputs; ++i) {
      Input input(random_() % kMaxRandomSize);
      for (uint8_t& byte : input) byte = static_cast<uint8_t>(random_());
      Run(input);
    }
  }

  void Report() const { std::printf("%zu inputs, %zu skipped for time\n", done_, skipped_); }

 private:
  bool TimeIsUp() const { return std::chrono::steady_clock::now() - start_ > kTimeForAll; }

  void RunTruncations(const Input& seed) {
    const size_t step = std::max<size_t>(1, seed.size() / kMaxTruncations);
    for (size_t size = 0; size < seed.size(); size += step) {
      Run(Input(seed.begin(), seed.begin() + static_cast<std::ptrdiff_t>(size)));
    }
  }

  Input Mutated(Input input) {
    const int edits = 1 + static_cast<int>(random_() % 4);
    for (int i = 0; i < edits; ++i) Edit(input);
    return input;
  }

  void Edit(Input& input) {
    const size_t at = input.empty() ? 0 : random_() % input.size();
    const auto position = input.begin() + static_cast<std::ptrdiff_t>(at);
    switch (input.empty() ? 2 : random_() % 5) {
      case 0:
        *position ^= static_cast<uint8_t>(1u << (random_() % 8));
        break;
      case 1:
        *position = static_cast<uint8_t>(random_());
        break;
      case 2:
        input.insert(position, static_cast<uint8_t>(random_()));
        break;
      case 3:
        input.erase(position);
        break;
      default:
        Duplicate(input, at);
        break;
    }
  }

  // A piece of the input once more, right behind itself: repeated fields are what parsers forget.
  void Duplicate(Input& input, size_t at) {
    const size_t length = std::min<size_t>(input.size() - at, 1 + random_() % 32);
    const auto from = input.begin() + static_cast<std::ptrdiff_t>(at);
    const Input piece(from, from + static_cast<std::ptrdiff_t>(length));
    input.insert(from, piece.begin(), piece.end());
  }

  const std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
  std::mt19937 random_{20240229};
  size_t done_ = 0;
  size_t skipped_ = 0;
};

Input ReadFile(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return Input(std::istreambuf_iterator<char>(file), {});
}

// Files in a fixed order, so that a failure is found again.
std::vector<std::filesystem::path> FilesOf(int argc, char** argv) {
  std::vector<std::filesystem::path> files;
  for (int i = 1; i < argc; ++i) {
    if (!std::filesystem::is_directory(argv[i])) {
      files.emplace_back(argv[i]);
      continue;
    }
    for (const auto& entry : std::filesystem::recursive_directory_iterator(argv[i])) {
      if (entry.is_regular_file()) files.push_back(entry.path());
    }
  }
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace

int main(int argc, char** argv) {
  if (LLVMFuzzerInitialize != nullptr) LLVMFuzzerInitialize(&argc, &argv);
  Replay replay;
  std::vector<Input> seeds = {{}};
  for (const auto& path : FilesOf(argc, argv)) {
    if (!std::filesystem::exists(path)) {
      std::fprintf(stderr, "%s: no such file\n", path.c_str());
      return 2;
    }
    seeds.push_back(ReadFile(path));
  }
  for (const Input& seed : seeds) replay.RunSeed(seed);
  replay.RunRandom();
  for (const Input& seed : seeds) replay.RunVariants(seed);
  replay.Report();
  return 0;
}
