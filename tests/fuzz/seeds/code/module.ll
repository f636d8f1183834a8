; ModuleID = 'c.c'
source_filename = "c.c"
target datalayout = "e-m:e-p270:32:32-p271:32:32-p272:64:64-i64:64-f80:128-n8:16:32:64-S128"
target triple = "x86_64-pc-linux-gnu"

@x = dso_local global i32 0, align 4, !dbg !0
@d = dso_local global x86_fp80 0xK00000000000000000000, align 16, !dbg !5

; Function Attrs: noinline nounwind optnone sanitize_thread uwtable
define dso_local void @f() #0 !dbg !17 {
  %1 = load i32, i32* @x, align 4, !dbg !21
  %2 = add nsw i32 %1, 1, !dbg !21
  store i32 %2, i32* @x, align 4, !dbg !21
  call void asm sideeffect "pause", "~{dirflag},~{fpsr},~{flags}"() #2, !dbg !22, !srcloc !23
  call void asm sideeffect "mov %eax,%ebx", "~{dirflag},~{fpsr},~{flags}"() #2, !dbg !24, !srcloc !25
  ret void, !dbg !26
}

; Function Attrs: noinline nounwind optnone uwtable
define dso_local void @g() #1 !dbg !27 {
  %1 = load i32, i32* @x, align 4, !dbg !28
  %2 = add nsw i32 %1, -1, !dbg !28
  store i32 %2, i32* @x, align 4, !dbg !28
  ret void, !dbg !29
}

; Function Attrs: noinline nounwind optnone sanitize_thread uwtable
define dso_local void @h() #0 !dbg !30 {
  %1 = load x86_fp80, x86_fp80* @d, align 16, !dbg !31
  %2 = fadd x86_fp80 %1, 0xK3FFF8000000000000000, !dbg !31
  store x86_fp80 %2, x86_fp80* @d, align 16, !dbg !31
  ret void, !dbg !32
}

attributes #0 = { noinline nounwind optnone sanitize_thread uwtable "frame-pointer"="all" "min-legal-vector-width"="0" "no-trapping-math"="true" "stack-protector-buffer-size"="8" "target-cpu"="x86-64" "target-features"="+cx8,+fxsr,+mmx,+sse,+sse2,+x87" "tune-cpu"="generic" }
attributes #1 = { noinline nounwind optnone uwtable "frame-pointer"="all" "min-legal-vector-width"="0" "no-trapping-math"="true" "stack-protector-buffer-size"="8" "target-cpu"="x86-64" "target-features"="+cx8,+fxsr,+mmx,+sse,+sse2,+x87" "tune-cpu"="generic" }
attributes #2 = { nounwind }

!llvm.dbg.cu = !{!2}
!llvm.module.flags = !{!9, !10, !11, !12, !13, !14, !15}
!llvm.ident = !{!16}

!0 = !DIGlobalVariableExpression(var: !1, expr: !DIExpression())
!1 = distinct !DIGlobalVariable(name: "x", scope: !2, file: !3, line: 2, type: !8, isLocal: false, isDefinition: true)
!2 = distinct !DICompileUnit(language: DW_LANG_C99, file: !3, producer: "Debian clang version 14.0.6", isOptimized: false, runtimeVersion: 0, emissionKind: FullDebug, globals: !4, splitDebugInlining: false, nameTableKind: None)
!3 = !DIFile(filename: "c.c", directory: "/tmp/relx", checksumkind: CSK_MD5, checksum: "96fa4e26da4568b62630616001237e18")
!4 = !{!0, !5}
!5 = !DIGlobalVariableExpression(var: !6, expr: !DIExpression())
!6 = distinct !DIGlobalVariable(name: "d", scope: !2, file: !3, line: 3, type: !7, isLocal: false, isDefinition: true)
!7 = !DIBasicType(name: "long double", size: 128, encoding: DW_ATE_float)
!8 = !DIBasicType(name: "int", size: 32, encoding: DW_ATE_signed)
!9 = !{i32 7, !"Dwarf Version", i32 5}
!10 = !{i32 2, !"Debug Info Version", i32 3}
!11 = !{i32 1, !"wchar_size", i32 4}
!12 = !{i32 7, !"PIC Level", i32 2}
!13 = !{i32 7, !"PIE Level", i32 2}
!14 = !{i32 7, !"uwtable", i32 1}
!15 = !{i32 7, !"frame-pointer", i32 2}
!16 = !{!"Debian clang version 14.0.6"}
!17 = distinct !DISubprogram(name: "f", scope: !3, file: !3, line: 2, type: !18, scopeLine: 2, flags: DIFlagPrototyped, spFlags: DISPFlagDefinition, unit: !2, retainedNodes: !20)
!18 = !DISubroutineType(types: !19)
!19 = !{null}
!20 = !{}
!21 = !DILocation(line: 2, column: 23, scope: !17)
!22 = !DILocation(line: 2, column: 27, scope: !17)
!23 = !{i64 66}
!24 = !DILocation(line: 2, column: 54, scope: !17)
!25 = !{i64 84}
!26 = !DILocation(line: 2, column: 80, scope: !17)
!27 = distinct !DISubprogram(name: "g", scope: !3, file: !3, line: 3, type: !18, scopeLine: 3, flags: DIFlagPrototyped, spFlags: DISPFlagDefinition, unit: !2, retainedNodes: !20)
!28 = !DILocation(line: 3, column: 54, scope: !27)
!29 = !DILocation(line: 3, column: 57, scope: !27)
!30 = distinct !DISubprogram(name: "h", scope: !3, file: !3, line: 3, type: !18, scopeLine: 3, flags: DIFlagPrototyped, spFlags: DISPFlagDefinition, unit: !2, retainedNodes: !20)
!31 = !DILocation(line: 3, column: 88, scope: !30)
!32 = !DILocation(line: 3, column: 92, scope: !30)
