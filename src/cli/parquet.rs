//! A matrix as Parquet, for DuckDB, Athena and the like. The columns are those of the CSV, but lists are lists.

use std::io::{self, Write};
use std::sync::Arc;

use parquet::data_type::{ByteArray, ByteArrayType, DataType, Int32Type, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::parser::parse_message_type;
use pathlight::api::{Matrix, MatrixRow};

/// So many rows are held at a time.
const GROUP: usize = 50_000;

const SCHEMA: &str = "message matrix {
    REQUIRED GROUP from (LIST) { REPEATED GROUP list { REQUIRED BYTE_ARRAY element (STRING); } }
    REQUIRED GROUP to (LIST) { REPEATED GROUP list { REQUIRED BYTE_ARRAY element (STRING); } }
    REQUIRED INT32 family;
    REQUIRED BYTE_ARRAY protocol (STRING);
    OPTIONAL BYTE_ARRAY protocols (STRING);
    OPTIONAL BYTE_ARRAY ports (STRING);
    OPTIONAL BYTE_ARRAY source_ports (STRING);
    OPTIONAL BYTE_ARRAY icmp (STRING);
    REQUIRED BYTE_ARRAY verdict (STRING);
    REQUIRED INT64 pairs_passing;
    REQUIRED INT64 pairs_undetermined;
    REQUIRED INT64 pairs_all;
    REQUIRED GROUP by (LIST) { REPEATED GROUP list { REQUIRED BYTE_ARRAY element (STRING); } }
}";

/// Writes it, some thousand rows at a time.
pub(super) fn write(matrix: &Matrix, out: &mut (dyn Write + Send)) -> io::Result<()> {
    written(matrix, out).map_err(|error| match error {
        ParquetError::External(cause) => match cause.downcast::<io::Error>() {
            Ok(error) => *error,
            Err(cause) => io::Error::other(cause),
        },
        error => io::Error::other(error),
    })
}

fn written(matrix: &Matrix, out: &mut (dyn Write + Send)) -> Result<(), ParquetError> {
    let schema = Arc::new(parse_message_type(SCHEMA)?);
    let properties = Arc::new(WriterProperties::builder().set_created_by("pathlight".to_owned()).build());
    let mut writer = SerializedFileWriter::new(out, schema, properties)?;
    let mut rows = matrix.rows();
    loop {
        let some: Vec<MatrixRow> = rows.by_ref().take(GROUP).collect();
        if some.is_empty() {
            break;
        }
        let mut group = writer.next_row_group()?;
        columns(&mut group, &some)?;
        group.close()?;
    }
    writer.close()?;
    Ok(())
}

fn columns<W: Write + Send>(
    group: &mut SerializedRowGroupWriter<'_, W>,
    rows: &[MatrixRow],
) -> Result<(), ParquetError> {
    list(group, rows, |row| row.from.clone())?;
    list(group, rows, |row| row.to.clone())?;
    let families: Vec<i32> = rows.iter().map(|row| i32::from(row.family)).collect();
    column::<Int32Type, W>(group, &families, None, None)?;
    text(group, rows, |row| &row.protocol)?;
    for part in [
        (|row: &MatrixRow| row.protocols.as_deref()) as fn(&MatrixRow) -> Option<&str>,
        |row| row.ports.as_deref(),
        |row| row.source_ports.as_deref(),
        |row| row.icmp.as_deref(),
    ] {
        let values: Vec<ByteArray> = rows.iter().filter_map(part).map(ByteArray::from).collect();
        let present: Vec<i16> = rows.iter().map(|row| i16::from(part(row).is_some())).collect();
        column::<ByteArrayType, W>(group, &values, Some(&present), None)?;
    }
    text(group, rows, |row| row.verdict.word())?;
    for count in [
        (|row: &MatrixRow| row.pairs.passing) as fn(&MatrixRow) -> u64,
        |row| row.pairs.undetermined,
        |row| row.pairs.all,
    ] {
        let values = rows.iter().map(|row| i64::try_from(count(row)).unwrap_or(i64::MAX));
        column::<Int64Type, W>(group, &values.collect::<Vec<i64>>(), None, None)?;
    }
    list(group, rows, |row| row.by.iter().map(|by| format!("{} {}", by.resource, by.line)).collect())
}

fn text<'r, W: Write + Send>(
    group: &mut SerializedRowGroupWriter<'_, W>,
    rows: &'r [MatrixRow],
    part: impl Fn(&'r MatrixRow) -> &'r str,
) -> Result<(), ParquetError> {
    let values: Vec<ByteArray> = rows.iter().map(|row| ByteArray::from(part(row))).collect();
    column::<ByteArrayType, W>(group, &values, None, None)
}

/// A list of texts: an empty one is there, with nothing in it.
fn list<W: Write + Send>(
    group: &mut SerializedRowGroupWriter<'_, W>,
    rows: &[MatrixRow],
    part: impl Fn(&MatrixRow) -> Vec<String>,
) -> Result<(), ParquetError> {
    let (mut values, mut present, mut repeats) = (Vec::new(), Vec::new(), Vec::new());
    for row in rows {
        let texts = part(row);
        if texts.is_empty() {
            present.push(0);
            repeats.push(0);
        }
        for (at, text) in texts.into_iter().enumerate() {
            present.push(1);
            repeats.push(i16::from(at > 0));
            values.push(ByteArray::from(text.into_bytes()));
        }
    }
    column::<ByteArrayType, W>(group, &values, Some(&present), Some(&repeats))
}

fn column<T: DataType, W: Write + Send>(
    group: &mut SerializedRowGroupWriter<'_, W>,
    values: &[T::T],
    present: Option<&[i16]>,
    repeats: Option<&[i16]>,
) -> Result<(), ParquetError> {
    let Some(mut column) = group.next_column()? else {
        return Err(ParquetError::General("more columns than the schema has".to_owned()));
    };
    column.typed::<T>().write_batch(values, present, repeats)?;
    column.close()
}
