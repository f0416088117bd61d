//! The frames of a capture file: pcap and pcapng, of either byte order.

use std::io::{self, Read};

use pcap_parser::pcapng::Block;
use pcap_parser::traits::{PcapNGPacketBlock, PcapReaderIterator};
use pcap_parser::{IDB_MAGIC, InterfaceDescriptionBlock, Linktype, PcapBlockOwned, PcapError, create_reader};

/// The largest block that is read.
const MAX_BLOCK: usize = 16 << 20;

/// The most interfaces in one section.
const MAX_INTERFACES: usize = 1 << 16;

/// One captured frame.
#[derive(Debug)]
pub(crate) struct Frame<'a> {
    /// Counted from 1, as Wireshark does.
    pub(crate) number: u64,
    /// Nanoseconds since 1970; zero where the capture has no times.
    pub(crate) time: i128,
    pub(crate) link_type: Linktype,
    pub(crate) data: &'a [u8],
}

/// Why reading ended before the end of the file.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CaptureError {
    #[error("neither pcap nor pcapng")]
    Unrecognised,
    #[error("the file ends in the middle of what follows frame {0}, or is damaged there")]
    Truncated(u64),
    #[error("the file is damaged after frame {0}")]
    Damaged(u64),
    #[error("what follows frame {0} is larger than {MAX_BLOCK} bytes, or the file is damaged there")]
    TooLarge(u64),
    #[error("the file can't be read any further after frame {0}")]
    Read(u64),
    /// What the caller made of a frame failed.
    #[error(transparent)]
    Output(#[from] io::Error),
}

/// Hands every frame of `input` to `each`.
pub(crate) fn read(
    input: impl Read + Send,
    mut each: impl FnMut(&Frame<'_>) -> io::Result<()>,
) -> Result<(), CaptureError> {
    let mut reader = create_reader(1 << 16, Whole(input)).map_err(|error| match error {
        PcapError::ReadError => CaptureError::Read(0),
        PcapError::Incomplete(_) => CaptureError::Truncated(0),
        _ => CaptureError::Unrecognised,
    })?;
    let mut file = File::default();
    loop {
        let error = match reader.next() {
            Ok((len, block)) => {
                if let Some(frame) = file.frame(&block)? {
                    each(&frame)?;
                }
                reader.consume(len);
                continue;
            }
            Err(error) => error.to_owned_vec(),
        };
        match error {
            PcapError::Eof => return Ok(()),
            PcapError::Incomplete(_) => refill(&mut *reader, file.frames)?,
            PcapError::BufferTooSmall => grow(&mut *reader, file.frames)?,
            PcapError::UnexpectedEof => return Err(CaptureError::Truncated(file.frames)),
            PcapError::ReadError => return Err(CaptureError::Read(file.frames)),
            _ => return Err(CaptureError::Damaged(file.frames)),
        }
    }
}

fn refill(reader: &mut dyn PcapReaderIterator, frames: u64) -> Result<(), CaptureError> {
    let before = reader.data().len();
    reader.refill().map_err(|_| CaptureError::Read(frames))?;
    if reader.data().len() == before && !reader.reader_exhausted() {
        return grow(reader, frames);
    }
    Ok(())
}

fn grow(reader: &mut dyn PcapReaderIterator, frames: u64) -> Result<(), CaptureError> {
    let size = (reader.data().len() * 2).clamp(1 << 17, MAX_BLOCK);
    if !reader.grow(size) {
        return Err(CaptureError::TooLarge(frames));
    }
    refill(reader, frames)
}

/// What earlier blocks say about later ones.
#[derive(Debug, Default)]
struct File {
    frames: u64,
    interfaces: Vec<Interface>,
}

#[derive(Clone, Copy, Debug)]
struct Interface {
    link_type: Linktype,
    /// What a timestamp counts in, as a part of a second.
    units_per_second: u64,
    /// Seconds to add to a timestamp.
    offset: i64,
}

impl File {
    /// The frame in `block`, if there is one.
    fn frame<'a>(&mut self, block: &'a PcapBlockOwned<'_>) -> Result<Option<Frame<'a>>, CaptureError> {
        let (id, timestamp, data) = match block {
            PcapBlockOwned::LegacyHeader(header) => {
                let units_per_second =
                    if header.is_nanosecond_precision() { 1_000_000_000 } else { 1_000_000 };
                self.interfaces = vec![Interface { link_type: header.network, units_per_second, offset: 0 }];
                return Ok(None);
            }
            PcapBlockOwned::NG(Block::SectionHeader(_)) => {
                self.interfaces.clear();
                return Ok(None);
            }
            PcapBlockOwned::NG(Block::InterfaceDescription(block)) => {
                self.add_interface(block)?;
                return Ok(None);
            }
            PcapBlockOwned::Legacy(block) => {
                let units = self.interfaces.first().map_or(1, |interface| interface.units_per_second);
                let timestamp = u64::from(block.ts_sec) * units + u64::from(block.ts_usec);
                (0, Some(timestamp), block.data)
            }
            PcapBlockOwned::NG(Block::EnhancedPacket(block)) => {
                let timestamp = u64::from(block.ts_high) << 32 | u64::from(block.ts_low);
                (block.if_id, Some(timestamp), block.packet_data())
            }
            PcapBlockOwned::NG(Block::SimplePacket(block)) => (0, None, block.packet_data()),
            PcapBlockOwned::NG(_) => return Ok(None),
        };
        let interface = usize::try_from(id).ok().and_then(|id| self.interfaces.get(id));
        let interface = interface.ok_or(CaptureError::Damaged(self.frames))?;
        self.frames += 1;
        Ok(Some(Frame {
            number: self.frames,
            time: timestamp.map_or(0, |timestamp| interface.nanoseconds(timestamp)),
            link_type: interface.link_type,
            data,
        }))
    }

    fn add_interface(&mut self, block: &InterfaceDescriptionBlock<'_>) -> Result<(), CaptureError> {
        let exponent = u32::from(block.if_tsresol & 0x7f);
        let units_per_second =
            if block.if_tsresol < 0x80 { 10_u64.checked_pow(exponent) } else { 1_u64.checked_shl(exponent) };
        let units_per_second = units_per_second.ok_or(CaptureError::Damaged(self.frames))?;
        // pcap-parser reads this one option as little-endian in every file.
        let offset =
            if block.block_type == IDB_MAGIC { block.if_tsoffset } else { block.if_tsoffset.swap_bytes() };
        if self.interfaces.len() == MAX_INTERFACES {
            return Err(CaptureError::Damaged(self.frames));
        }
        self.interfaces.push(Interface { link_type: block.linktype, units_per_second, offset });
        Ok(())
    }
}

impl Interface {
    fn nanoseconds(&self, timestamp: u64) -> i128 {
        const SECOND: i128 = 1_000_000_000;
        i128::from(timestamp) * SECOND / i128::from(self.units_per_second) + i128::from(self.offset) * SECOND
    }
}

/// Fills the buffer in one `read`, pipes too: `pcap_parser` wants a whole header from the first one.
struct Whole<R>(R);

impl<R: Read> Read for Whole<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut filled = 0;
        while let Some(rest) = buffer.get_mut(filled..).filter(|rest| !rest.is_empty()) {
            match self.0.read(rest) {
                Ok(0) => break,
                Ok(count) => filled += count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(filled)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Number, time, link type and data.
    type Owned = (u64, i128, i32, Vec<u8>);

    fn frames(file: &[u8]) -> (Vec<Owned>, Result<(), CaptureError>) {
        let mut frames = Vec::new();
        let result = read(file, |frame| {
            frames.push((frame.number, frame.time, frame.link_type.0, frame.data.to_vec()));
            Ok(())
        });
        (frames, result)
    }

    fn u32s(big_endian: bool, numbers: &[u32]) -> Vec<u8> {
        let bytes = |number: &u32| if big_endian { number.to_be_bytes() } else { number.to_le_bytes() };
        numbers.iter().flat_map(bytes).collect()
    }

    /// A pcap file with two frames; the second one has `ABC` and came 1.5 s after the first one.
    fn pcap(big_endian: bool, magic: u32, half: u32) -> Vec<u8> {
        let mut file = u32s(big_endian, &[magic]);
        file.extend(if big_endian { [0, 2, 0, 4] } else { [2, 0, 4, 0] });
        file.extend(u32s(big_endian, &[0, 0, 65535, 101]));
        file.extend(u32s(big_endian, &[10, 0, 1, 1]));
        file.extend(b"x");
        file.extend(u32s(big_endian, &[11, half, 3, 3]));
        file.extend(b"ABC");
        file
    }

    /// A pcapng file: a section, an interface with nanoseconds from one second on, a frame in each kind of block.
    fn pcapng(big_endian: bool) -> Vec<u8> {
        let mut file = u32s(big_endian, &[0x0a0d_0d0a, 28, 0x1a2b_3c4d, 0, u32::MAX, u32::MAX, 28]);
        let words = |first: u16, second: u16| {
            let pair = [first, second];
            pair.map(|word| if big_endian { word.to_be_bytes() } else { word.to_le_bytes() }).concat()
        };
        file.extend(u32s(big_endian, &[1, 40]));
        file.extend(words(101, 0));
        file.extend(u32s(big_endian, &[0]));
        file.extend(words(9, 1));
        file.extend([9, 0, 0, 0]);
        file.extend(words(14, 8));
        file.extend(if big_endian { 1_i64.to_be_bytes() } else { 1_i64.to_le_bytes() });
        file.extend(u32s(big_endian, &[40]));
        file.extend(u32s(big_endian, &[6, 36, 0, 1, 5, 3, 3]));
        file.extend(b"ABC\0");
        file.extend(u32s(big_endian, &[36]));
        file.extend(u32s(big_endian, &[3, 20, 1]));
        file.extend(b"x\0\0\0");
        file.extend(u32s(big_endian, &[20]));
        file
    }

    #[test]
    fn pcap_of_either_byte_order_and_resolution_is_read() {
        for big_endian in [false, true] {
            for (magic, half) in [(0xa1b2_c3d4, 500_000), (0xa1b2_3c4d, 500_000_000)] {
                let (frames, result) = frames(&pcap(big_endian, magic, half));
                result.unwrap();
                assert_eq!(frames[0], (1, 10_000_000_000, 101, b"x".to_vec()));
                assert_eq!(frames[1], (2, 11_500_000_000, 101, b"ABC".to_vec()));
            }
        }
    }

    #[test]
    fn pcapng_of_either_byte_order_is_read() {
        for big_endian in [false, true] {
            let (frames, result) = frames(&pcapng(big_endian));
            result.unwrap();
            assert_eq!(
                frames,
                [(1, (1 << 32) + 1_000_000_005, 101, b"ABC".to_vec()), (2, 0, 101, b"x".to_vec())]
            );
        }
    }

    #[test]
    fn frames_before_the_end_of_a_truncated_file_are_read() {
        for (file, ends) in [(pcap(false, 0xa1b2_c3d4, 0), [24, 41, 60]), (pcapng(false), [68, 104, 124])] {
            assert_eq!(ends[2], file.len());
            for len in 28..file.len() {
                let (frames, result) = frames(&file[..len]);
                assert_eq!(frames.len(), ends[1..].iter().filter(|&&end| end <= len).count(), "{len}");
                let whole = ends.contains(&len) || len == 28 && ends[0] == 68;
                assert_eq!(result.is_ok(), whole, "{len} bytes: {result:?}");
            }
        }
    }

    #[test]
    fn what_is_no_capture_is_refused() {
        for file in [&b""[..], b"a", b"\x0a\x0d\x0d\x0a", b"GET / HTTP/1.1\r\n\r\n just some text here"] {
            assert!(frames(file).1.is_err(), "{file:?}");
        }
    }

    #[test]
    fn a_length_without_end_is_refused() {
        let mut file = pcap(false, 0xa1b2_c3d4, 0);
        file.extend(u32s(false, &[12, 0, u32::MAX, u32::MAX]));
        file.resize(file.len() + 40 * (1 << 20), 0);
        let (frames, result) = frames(&file);
        assert_eq!(frames.len(), 2);
        assert!(matches!(result, Err(CaptureError::TooLarge(2))), "{result:?}");
    }

    #[test]
    fn frames_up_to_the_limit_are_read() {
        for (len, fits) in [(MAX_BLOCK - 1000, true), (MAX_BLOCK, false), (MAX_BLOCK * 3 / 2, false)] {
            let mut file = pcap(false, 0xa1b2_c3d4, 0);
            let captured = u32::try_from(len).unwrap();
            file.extend(u32s(false, &[12, 0, captured, captured]));
            file.resize(file.len() + len, 0);
            let (frames, result) = frames(&file);
            assert_eq!((frames.len(), result.is_ok()), (if fits { 3 } else { 2 }, fits), "{len}: {result:?}");
        }
    }

    #[test]
    fn a_large_frame_is_read() {
        let mut file = pcap(false, 0xa1b2_c3d4, 0);
        let len = 1 << 20;
        file.extend(u32s(false, &[12, 0, len, len]));
        file.resize(file.len() + (1 << 20), 7);
        let (frames, result) = frames(&file);
        result.unwrap();
        assert_eq!(frames[2].3.len(), 1 << 20);
    }
}
