//! Makes the engine's file smaller on the wire and changes nothing of what it does: functions that are equal become
//! one, and functions that are alike lie side by side, since gzip looks back no further than 32 KB.

use std::collections::HashMap;
use std::convert::Infallible;

use wasm_encoder::reencode::{self, Reencode};
use wasm_encoder::{CodeSection, FunctionSection, Module};
use wasmparser::{CodeSectionReader, FunctionBody, FunctionSectionReader, Parser, Payload, TypeRef};

use crate::tools::Outcome;

/// How far back gzip looks, in bytes.
const WINDOW: usize = 32 * 1024;
/// Functions that share this many bytes in a row are a little alike.
const PIECE: usize = 6;
/// A piece of more functions than this is near everywhere, and tells nothing.
const COMMON: usize = 300;

/// The same module in fewer bytes, once gzip has been over it.
pub fn pack(wasm: &[u8]) -> Outcome<Vec<u8>> {
    let packed = Functions::of(wasm).and_then(|functions| {
        let same = functions.merged()?;
        functions.written(wasm, &same)
    });
    packed.map_err(|error| format!("cannot pack the engine: {error}"))
}

type Result<T> = std::result::Result<T, reencode::Error>;

/// The functions of a module as they were read.
struct Functions<'w> {
    /// How many are imported; they have the first numbers.
    imported: usize,
    kinds: Vec<u32>,
    bodies: Vec<FunctionBody<'w>>,
}

impl<'w> Functions<'w> {
    fn of(wasm: &'w [u8]) -> Result<Self> {
        let mut functions = Functions { imported: 0, kinds: Vec::new(), bodies: Vec::new() };
        for payload in Parser::new(0).parse_all(wasm) {
            match payload? {
                Payload::ImportSection(section) => {
                    for import in section.into_imports() {
                        functions.imported += usize::from(matches!(import?.ty, TypeRef::Func(_)));
                    }
                }
                Payload::FunctionSection(section) => {
                    functions.kinds = section.into_iter().collect::<std::result::Result<_, _>>()?;
                }
                Payload::CodeSectionEntry(body) => functions.bodies.push(body),
                _ => {}
            }
        }
        Ok(functions)
    }

    /// For every function the first one that is equal. Callers of equal functions may be equal in turn, so it goes on
    /// until nothing changes.
    fn merged(&self) -> Result<Vec<usize>> {
        let mut same: Vec<usize> = (0..self.bodies.len()).collect();
        loop {
            let mut renumber = Renumber::new(self.imported, same.iter().copied());
            let mut firsts: HashMap<(u32, Vec<u8>), usize> = HashMap::new();
            let mut now = Vec::with_capacity(same.len());
            for (function, (body, kind)) in self.bodies.iter().zip(&self.kinds).enumerate() {
                now.push(*firsts.entry((*kind, renumber.body(body)?)).or_insert(function));
            }
            if now == same {
                return Ok(same);
            }
            same = now;
        }
    }

    /// The module with one function of each that are the same.
    fn written(&self, wasm: &[u8], same: &[usize]) -> Result<Vec<u8>> {
        let kept: Vec<usize> = (0..same.len()).filter(|function| same[*function] == *function).collect();
        let bodies: Vec<&[u8]> = kept.iter().map(|function| self.bodies[*function].as_bytes()).collect();
        let order: Vec<usize> = order(&bodies).into_iter().map(|at| kept[at]).collect();
        let mut places = vec![0; same.len()];
        for (place, function) in order.iter().enumerate() {
            places[*function] = place;
        }
        let mut renumber = Renumber::new(self.imported, same.iter().map(|function| places[*function]));
        for function in order {
            let body = renumber.body(&self.bodies[function])?;
            renumber.written.push((self.kinds[function], body));
        }
        let mut module = Module::new();
        renumber.parse_core_module(&mut module, Parser::new(0), wasm)?;
        Ok(module.finish())
    }
}

/// Writes a module with other numbers for its functions.
struct Renumber {
    numbers: Vec<u32>,
    /// Types and bodies of the functions in their new order.
    written: Vec<(u32, Vec<u8>)>,
}

impl Renumber {
    fn new(imported: usize, places: impl Iterator<Item = usize>) -> Self {
        let all = (0..imported).chain(places.map(|place| imported + place));
        Renumber { numbers: all.map(|number| number as u32).collect(), written: Vec::new() }
    }

    /// A function's locals and instructions, without the length before them.
    fn body(&mut self, body: &FunctionBody<'_>) -> Result<Vec<u8>> {
        let mut function = self.new_function_with_parsed_locals(body)?;
        let mut reader = body.get_operators_reader()?;
        while !reader.eof() {
            function.instruction(&self.parse_instruction(&mut reader)?);
        }
        Ok(function.into_raw_body())
    }
}

impl Reencode for Renumber {
    type Error = Infallible;

    fn function_index(&mut self, function: u32) -> Result<u32> {
        Ok(self.numbers[function as usize])
    }

    fn parse_function_section(
        &mut self,
        functions: &mut FunctionSection,
        _section: FunctionSectionReader<'_>,
    ) -> Result<()> {
        for (kind, _) in &self.written {
            functions.function(*kind);
        }
        Ok(())
    }

    fn parse_code_section(&mut self, code: &mut CodeSection, _section: CodeSectionReader<'_>) -> Result<()> {
        for (_, body) in &self.written {
            code.raw(body);
        }
        Ok(())
    }
}

/// The order in which to write functions: each time the one whose pieces are nearest to all within gzip's view.
fn order(bodies: &[&[u8]]) -> Vec<usize> {
    let pieces = Pieces::of(bodies);
    let mut near = vec![0_u32; pieces.holders.len()];
    let mut score = vec![0_u32; bodies.len()];
    let mut left: Vec<usize> = (0..bodies.len()).collect();
    let mut order: Vec<usize> = Vec::with_capacity(bodies.len());
    let (mut oldest, mut length) = (0, 0);
    while !left.is_empty() {
        let worth = |function: usize| {
            let all = pieces.of_function[function].len();
            f64::from(score[function]) / (all + 8) as f64
        };
        let mut best = 0;
        for at in 1..left.len() {
            if worth(left[at]) > worth(left[best]) {
                best = at;
            }
        }
        let function = left.remove(best);
        order.push(function);
        length += bodies[function].len();
        for piece in &pieces.of_function[function] {
            near[*piece] += 1;
            if near[*piece] == 1 {
                pieces.holders[*piece].iter().for_each(|holder| score[*holder] += 1);
            }
        }
        while length > WINDOW && oldest + 1 < order.len() {
            let function = order[oldest];
            oldest += 1;
            length -= bodies[function].len();
            for piece in &pieces.of_function[function] {
                near[*piece] -= 1;
                if near[*piece] == 0 {
                    pieces.holders[*piece].iter().for_each(|holder| score[*holder] -= 1);
                }
            }
        }
    }
    order
}

/// What functions have in common.
struct Pieces {
    /// The functions that hold a piece.
    holders: Vec<Vec<usize>>,
    /// The pieces that a function holds, each once.
    of_function: Vec<Vec<usize>>,
}

impl Pieces {
    fn of(bodies: &[&[u8]]) -> Self {
        let mut numbers: HashMap<&[u8], usize> = HashMap::new();
        let mut holders: Vec<Vec<usize>> = Vec::new();
        for (function, body) in bodies.iter().enumerate() {
            for piece in body.windows(PIECE) {
                let number = *numbers.entry(piece).or_insert(holders.len());
                if number == holders.len() {
                    holders.push(Vec::new());
                }
                if holders[number].last() != Some(&function) {
                    holders[number].push(function);
                }
            }
        }
        let mut of_function = vec![Vec::new(); bodies.len()];
        holders.retain(|holders| (2..=COMMON).contains(&holders.len()));
        for (number, holders) in holders.iter().enumerate() {
            holders.iter().for_each(|function| of_function[*function].push(number));
        }
        Pieces { holders, of_function }
    }
}

#[cfg(test)]
mod tests {
    use wasm_encoder::{ExportKind, ExportSection, Function, Instruction, TypeSection, ValType};

    use super::*;

    /// A module whose functions give a number each, or what another one gives.
    fn module(functions: &[Instruction<'_>]) -> Vec<u8> {
        let (mut types, mut kinds, mut exports) =
            (TypeSection::new(), FunctionSection::new(), ExportSection::new());
        let mut code = CodeSection::new();
        types.ty().function([], [ValType::I32]);
        for (number, instruction) in (0..).zip(functions) {
            kinds.function(0);
            exports.export(&format!("f{number}"), ExportKind::Func, number);
            code.function(Function::new([]).instruction(instruction).instruction(&Instruction::End));
        }
        let mut module = Module::new();
        module.section(&types).section(&kinds).section(&exports).section(&code);
        module.finish()
    }

    #[test]
    fn equal_functions_become_one_and_so_do_their_callers() {
        let (one, two) = (Instruction::I32Const(1), Instruction::I32Const(2));
        let call = Instruction::Call;
        let functions = [call(2), call(3), one.clone(), one, two, call(4)];
        let packed = pack(&module(&functions)).unwrap();
        wasmparser::validate(&packed).unwrap();
        assert_eq!(Functions::of(&packed).unwrap().bodies.len(), 4);
        let exports = Parser::new(0).parse_all(&packed).find_map(|payload| match payload.unwrap() {
            Payload::ExportSection(section) => {
                Some(section.into_iter().map(|one| one.unwrap().index).collect())
            }
            _ => None,
        });
        let exports: Vec<u32> = exports.unwrap();
        assert_eq!((exports[0], exports[2]), (exports[1], exports[3]));
        assert_ne!(exports[2], exports[4], "one gives 1, the other 2");
    }

    #[test]
    fn what_is_alike_lies_side_by_side() {
        let (a, b) = (b"abcdefghijklmnop", b"0123456789ABCDEF");
        let order = order(&[a, b, &a[1..], &b[1..]]);
        assert_eq!(order, [0, 2, 1, 3]);
    }
}
